"""The other side of bench/chips: cuts the same chips with rasterio and with rio-tiler.

A question a line on standard input, an answer a line on standard output:
  versions                          what is compared with
  rasterio|rio-tiler FILE PX FRAMES (by tabs) CPU ms a chip
  compare PIXELS                    the file's pixels beside rasterio's last: the share within one
                                    grey level, the share that is the same, the largest difference
FRAMES has a line for each chip: west, north, east and south in degrees.
"""

import os

os.environ["GDAL_CACHEMAX"] = "64"  # MB, as much as ours
os.environ["GDAL_NUM_THREADS"] = "1"

import sys
import time
import warnings

import numpy
import rasterio
import rio_tiler
from rasterio.enums import Resampling
from rasterio.transform import from_bounds
from rasterio.vrt import WarpedVRT
from rio_tiler.io import Reader

warnings.simplefilter("ignore")


def with_rasterio(path, px, frames):
    """One open file for all chips, warped to each chip's own grid."""
    chips = []
    with rasterio.open(path) as source:
        for west, north, east, south in frames:
            grid = from_bounds(west, south, east, north, px, px)
            with WarpedVRT(
                source,
                crs="EPSG:4326",
                transform=grid,
                width=px,
                height=px,
                resampling=Resampling.bilinear,
            ) as chip:
                chips.append(chip.read([1, 2, 3]))
    return chips


def with_rio_tiler(path, px, frames):
    """The file is opened for each chip, as a tile server does."""
    chips = []
    for west, north, east, south in frames:
        with Reader(path) as source:
            chip = source.part(
                (west, south, east, north),
                dst_crs="EPSG:4326",
                bounds_crs="EPSG:4326",
                indexes=(1, 2, 3),
                width=px,
                height=px,
                resampling_method="bilinear",
                reproject_method="bilinear",
            )
            chips.append(chip.array)
    return chips


WAYS = {"rasterio": with_rasterio, "rio-tiler": with_rio_tiler}


def compare(ours, theirs):
    """How alike two lists of pixels are."""
    difference = numpy.abs(ours.astype(int) - theirs.astype(int)).max(axis=3)
    return f"{(difference <= 1).mean()} {(difference == 0).mean()} {difference.max()}"


def main():
    reference = None
    for line in sys.stdin:
        what, *words = line.rstrip("\n").split("\t")
        if what == "versions":
            answer = (
                f"rasterio {rasterio.__version__} (GDAL {rasterio.__gdal_version__}), "
                f"rio-tiler {rio_tiler.__version__}"
            )
        elif what == "compare":
            ours = numpy.fromfile(words[0], numpy.uint8).reshape(reference.shape)
            answer = compare(ours, reference)
        else:
            path, px, frames = words[0], int(words[1]), numpy.loadtxt(words[2])
            start = time.process_time()
            chips = WAYS[what](path, px, frames)
            answer = (time.process_time() - start) * 1000 / len(frames)
            if what == "rasterio":
                reference = numpy.stack(chips).transpose(0, 2, 3, 1)
        print(answer, flush=True)


main()
