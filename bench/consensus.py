"""Holds `aftermath aggregate` beside crowd-kit; bench/consensus starts it.

usage: consensus.py PROGRAM DATA FOLDER [--full]

Answers are compared over the tasks whose truth is known, a tie of ours by its chance. CPU and
memory are those of whole processes, in pairs that take turns, unless it says "fit": then they are
the fit's own, without starting and reading. Every figure that issue 4 names is held against what it
wants; what is not met is listed at the end, and is the exit code.
"""

import csv
import json
import multiprocessing
import os
import pathlib
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

import pandas
from crowdkit import aggregation

import crowd

PROGRAM, DATA, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
IS_FULL = "--full" in sys.argv
FIT_SECONDS_MAX = 900 if IS_FULL else 25
PAIRS = 5
BEST = {"bluebird": 0.889, "rte": 0.931, "web": 0.845, "adult5": 0.766, "CF_amt": 0.867,
        "product": 0.940, "face": 0.640}  # fmt: skip
OURS = ["majority", "median", "dawid-skene", "one-coin", "ibcc", "pcm", "pool", "ordinal", "auto"]
THEIRS = ["MajorityVote", "DawidSkene", "OneCoinDawidSkene", "Wawa"]
SLOW = ["ZeroBasedSkill", "MMSR", "GLAD", "MACE"]

not_met = []


def hold(what, value, is_met, wanted):
    """Holds a figure against what is wanted."""
    mark = "met" if is_met else "NOT MET"
    print(f"  {what}: {value}, wanted {wanted}: {mark}", flush=True)
    if not is_met:
        not_met.append(f"{what}: {value}, wanted {wanted}")


def process(command, output):
    """Runs a process; its CPU seconds, and the most memory that it had in MB, looked up every
    millisecond: what the kernel says at the end counts this process's own memory too."""
    memory = 0
    with open(output, "w") as file:
        child = subprocess.Popen(command, stdout=file, stderr=subprocess.DEVNULL)
        peak = open(f"/proc/{child.pid}/status")
        while True:
            peak.seek(0)
            most = [line for line in peak if line.startswith("VmHWM")]
            memory = int(most[0].split()[1]) if most else memory
            done, status, usage = os.wait4(child.pid, os.WNOHANG)
            if done:
                break
            time.sleep(0.001)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed with {child.returncode}")
    return usage.ru_utime + usage.ru_stime, memory / 1024


def ours(labels, method, *more):
    """Our summary of a table, with the CPU seconds and the memory of the process."""
    command = [PROGRAM, "aggregate", "--json", "--method", method, labels, *more]
    report = FOLDER / "report.json"
    cpu, memory = process([str(word) for word in command], report)
    return json.loads(report.read_text()) | {"cpu": cpu, "memory": memory}


def results(labels, method, *more):
    """Our row for each task."""
    output = FOLDER / "results.csv"
    ours(labels, method, "--output", output, *more)
    with open(output, newline="") as file:
        return list(csv.DictReader(file))


def fit(queue, name, settings, table):
    model = getattr(aggregation, name)(**settings)
    is_broken = name == "OneCoinDawidSkene"  # its fit_predict fails in 1.4.1
    labels = model.fit(table).labels_ if is_broken else model.fit_predict(table)
    queue.put(labels.to_dict())


def theirs(name, table, **settings):
    """crowd-kit's label of each task; nothing when it takes too long or fails."""
    queue = multiprocessing.SimpleQueue()
    child = multiprocessing.Process(target=fit, args=(queue, name, settings, table))
    child.start()
    end = time.monotonic() + FIT_SECONDS_MAX
    while queue.empty() and child.is_alive() and time.monotonic() < end:
        time.sleep(0.02)
    labels = None if queue.empty() else queue.get()
    child.kill()
    child.join()
    return labels


def read(path):
    return pandas.read_csv(path, dtype=str, usecols=["task", "worker", "label"])


def accuracy(labels, truth):
    """The share of known tasks that are right."""
    if labels is None:
        return None
    return sum(labels.get(task) == level for task, level in truth.items()) / len(truth)


def shown(value):
    return "  -  " if value is None else f"{value:.4f}"[1:] if value < 1 else "1.000"


def sets():
    """(name, folder, kind, labels, truth or nothing) of every public and simulated set."""
    for folder in sorted([*DATA.iterdir(), *(DATA / "simulated").iterdir()]):
        if not (folder / "labels.csv").exists():
            continue
        about = folder / "meta.json"
        kind = json.loads(about.read_text())["kind"] if about.exists() else "ordinal"
        is_measured = kind == "continuous"
        labels = folder / ("labels12.csv" if is_measured else "labels.csv")
        truth = folder / ("truth12.csv" if is_measured else "truth.csv")
        kind = "nominal" if kind in ("nominal", "binary") else "ordinal"
        yield folder.name, kind, labels, truth if truth.exists() else None


def answers():
    """Accuracy on every set, and the agreement of Dawid-Skene's labels at 20 rounds."""
    methods = THEIRS + (SLOW if IS_FULL else [])
    print("accuracy; ds = share of tasks whose Dawid-Skene label is crowd-kit's, 20 rounds each")
    heads = [head.replace("DawidSkene", "DS") for head in methods] + OURS + ["ds"]
    print(f"{'':18}" + " ".join(f"{head[:11]:>11}" for head in heads), flush=True)
    found = {}
    for name, kind, labels, truth_path in sets():
        table, row = read(labels), []
        truth = {}
        if truth_path:
            with open(truth_path, newline="") as file:
                known = set(table["task"])
                truth = {r["task"]: r["truth"] for r in csv.DictReader(file) if r["task"] in known}
        for method in methods:
            is_slow = method in ("OneCoinDawidSkene", *SLOW) and len(table) > 30_000
            skip = not truth or (is_slow and not IS_FULL)
            row.append(None if skip else accuracy(theirs(method, table), truth))
        found[name] = {}
        for method in OURS:
            if not truth or (kind == "nominal" and method in ("median", "ordinal")):
                row.append(None)
                continue
            report = ours(labels, method, "--kind", kind, "--truth", truth_path)
            found[name][method] = report["accuracy"]
            row.append(report["accuracy"])
        same = theirs("DawidSkene", table, n_iter=20, tol=float("-inf"))
        mine = results(labels, "dawid-skene", "--kind", kind, "--iterations", "20")
        is_same = lambda r: same[r["task"]] in (r["label"], *r["tied"].split("|"))
        agreement = None if same is None else sum(map(is_same, mine)) / len(mine)
        found[name]["ds"] = agreement
        print(f"{name:18}" + " ".join(f"{shown(v):>11}" for v in [*row, agreement]), flush=True)
    for name, of in found.items():
        if of["ds"] is not None:
            what = f"{name}, Dawid-Skene's labels the same"
            hold(what, f"{of['ds']:.4f}", of["ds"] >= 0.999, ".999")
        own = {method: of[method] for method in of if method != "ds"}
        if name in BEST:
            best = max(own, key=own.get)
            hold(f"{name}, {best}", f"{own[best]:.4f}", own[best] >= BEST[name] - 5e-4, BEST[name])
        if own:
            least = own["majority"] - 0.01
            hold(f"{name}, auto", f"{of['auto']:.4f}", of["auto"] >= least, f"{least:.4f}")


def statistics_of_reference():
    """Alphas, and the fit of Dawid and Skene's own table of 1979."""
    print("\nagreement beside reference_statistics.json, to 1e-6")
    reference = json.loads((DATA / "reference_statistics.json").read_text())
    for name, figures in reference.items():
        if not (DATA / name).is_dir():
            continue
        report = ours(DATA / name / "labels.csv", "majority", "--duplicates", "all")
        for figure, wanted in figures.items():
            own = report[figure]
            is_met = own is not None and abs(own - wanted) < 1.001e-6
            hold(f"{name} {figure}", own, is_met, wanted)
    of = reference["anesthesia_DS"]
    more = ("--duplicates", "all", "--iterations", "100")
    rows = results(DATA / "anesthesia/labels.csv", "dawid-skene", *more)
    is_same = [row["label"] for row in rows] == [str(label) for label in of["modal"]]
    hold("1979, modal labels", "all" if is_same else "not all", is_same, "all 45")
    shares = [statistics.mean(float(row[f"p_{level}"]) for row in rows) for level in range(1, 5)]
    gap = max(abs(a - b) for a, b in zip(shares, of["prior"]))
    hold("1979, prior, largest difference", f"{gap:.5f}", gap < 5e-4, "under .0005")
    least = min(max(float(row[f"p_{level}"]) for level in range(1, 5)) for row in rows)
    wanted = of["min_max_posterior"]
    hold("1979, least sure patient", f"{least:.4f}", abs(least - wanted) < 5e-4, f"{wanted:.4f}")


def haiti():
    """Tiles of the Haiti earthquake: "maybe" is a window over both answers, bad imagery none."""
    print("\nHaiti tiles: area under the curve of the share or probability of damage")
    windows = {"0": "0,0", "1": "1,1", "2": "0,1"}
    recoded = FOLDER / "haiti.csv"
    table = read(DATA / "haiti_mapswipe/labels.csv")
    with open(recoded, "w") as file:
        file.write("task,worker,low,high\n")
        for task, worker, label in table.itertuples(index=False):
            file.write(f"{task},{worker},{windows.get(label, ',')}\n")
    areas = {}
    for method in OURS:
        report = ours(recoded, method, "--truth", DATA / "haiti_mapswipe/truth.csv")
        areas[method] = report["auc"]
    print("  " + ", ".join(f"{method} {shown(area)}" for method, area in areas.items()))
    best = max(areas, key=areas.get)
    hold(f"Haiti, {best}", f"{areas[best]:.4f}", areas[best] >= 0.865, ".865")


RIVAL = """
import sys, time, pandas
from crowdkit.aggregation import DawidSkene
table = pandas.read_csv(sys.argv[1])
start = time.process_time()
labels = DawidSkene(n_iter=5, tol=float("-inf")).fit_predict(table)
print(time.process_time() - start, flush=True)
labels.to_csv(sys.argv[2])
"""


def middle(runs, key):
    return statistics.median(run[key] for run in runs)


def speed(tasks, pairs):
    """CPU and memory of five rounds of Dawid-Skene, ours and theirs by turns, and of the SOM."""
    folder = FOLDER / f"crowd{tasks}"
    folder.mkdir()
    number = crowd.draw(folder, tasks)
    labels, truth, output = folder / "labels.csv", folder / "truth.csv", FOLDER / "fit.txt"
    print(f"\n{tasks:,} tasks, 12 classes, {number:,} judgements; load {os.getloadavg()[0]:.1f}")
    rival_command = [sys.executable, "-c", RIVAL, str(labels), str(FOLDER / "rival.csv")]
    kind = ("--kind", "ordinal", "--output", FOLDER / "own.csv")
    vote, free, model, rival, ratios = [], [], [], [], []
    for _ in range(pairs):
        vote.append(ours(labels, "majority", *kind))
        free.append(ours(labels, "dawid-skene", "--iterations", "5", *kind))
        cpu, memory = process(rival_command, output)
        rival.append({"fit": float(output.read_text()), "cpu": cpu, "memory": memory})
        model.append(ours(labels, "ordinal", *kind))
        for own in (free[-1], model[-1]):
            own["fit"] = max(own["cpu"] - vote[-1]["cpu"], 0.001)
        mine, its = free[-1], rival[-1]
        ratios.append({
            "fit": its["fit"] / mine["fit"], "fit to all": its["fit"] / mine["cpu"],
            "all": its["cpu"] / mine["cpu"], "memory": its["memory"] / mine["memory"],
        })  # fmt: skip
    for name, runs in (("vote", vote), ("Dawid-Skene, 5 rounds", free), ("SOM", model)):
        fit = f"fit {middle(runs, 'fit'):.3f} s CPU ({min(r['seconds'] for r in runs):.4f} s at " \
              "best), " if "fit" in runs[0] else ""  # fmt: skip
        print(f"  ours, {name}: {fit}in all {middle(runs, 'cpu'):.3f} s, "
              f"{middle(runs, 'memory'):.1f} MB")  # fmt: skip
    print(f"  crowd-kit, Dawid-Skene, 5 rounds: fit {middle(rival, 'fit'):.3f} s CPU, in all "
          f"{middle(rival, 'cpu'):.3f} s, {middle(rival, 'memory'):.0f} MB")  # fmt: skip
    print(f"  median ratio of {pairs} pairs: fit {middle(ratios, 'fit'):.1f}, their fit to all of "
          f"ours {middle(ratios, 'fit to all'):.1f}, all {middle(ratios, 'all'):.1f}, memory "
          f"{middle(ratios, 'memory'):.1f}", flush=True)  # fmt: skip
    for name in ("majority", "dawid-skene", "ordinal"):
        own = ours(labels, name, "--kind", "ordinal", "--truth", truth)
        print(f"  {name}: accuracy {own['accuracy']:.4f}, nll {own['nll']:.3f}")
    most = {11_000: 0.08, 110_000: 1.2, 1_100_000: 45}[tasks]
    if tasks == 11_000:
        ratio, memory = middle(ratios, "fit"), middle(ratios, "memory")
        hold("CPU of the fit", f"{ratio:.1f} times less", ratio >= 35, "35")
        hold("memory", f"{memory:.1f} times less", memory >= 20, "20")
    else:
        fit = middle(free, "fit")
        hold("Dawid-Skene, seconds of CPU for the fit", f"{fit:.3f}", fit <= most, most)
    fit = middle(model, "fit")
    hold("SOM, seconds of CPU for the fit", f"{fit:.3f}", fit <= most, most)
    if tasks == 1_100_000:
        memory = max(run["memory"] for run in free + model)
        hold("memory, MB", f"{memory:.0f}", memory <= 500, 500)


def main():
    start = time.monotonic()
    print(f"{PROGRAM} beside crowd-kit {version('crowd-kit')}")
    answers()
    statistics_of_reference()
    haiti()
    speed(11_000, PAIRS)
    if IS_FULL:
        speed(110_000, 2)
        speed(1_100_000, 1)
    print(f"\n{time.monotonic() - start:.0f} s; {len(not_met)} wanted and not met")
    print("".join(f"  {line}\n" for line in not_met), end="")
    sys.exit(bool(not_met))


if __name__ == "__main__":
    main()
