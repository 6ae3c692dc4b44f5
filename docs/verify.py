#!/usr/bin/env python3
"""Checks the package of a release, with nothing but itself: verify.py FOLDER [OLDER-CHECKPOINT]

Hashes of the files, the lines of the ledger and the root of their tree, its signature (Ed25519), an
older checkpoint, the line of the release, each judgement against its line, and, by recompute.py, every
published window. docs/LEDGER.md is the format. Ends with 0, or with 1 at the first thing that is wrong."""
import base64, csv, hashlib, json, pathlib, subprocess, sys

folder = pathlib.Path(sys.argv[1])
sha = lambda data: hashlib.sha256(data).digest()
read = lambda name: (folder / name).read_bytes()


def wrong(words):
    print("WRONG   ", words)
    sys.exit(1)


def fine(is_right, words, otherwise):
    print("fine    ", words) if is_right else wrong(otherwise)


# Ed25519 (RFC 8032), points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def plus(a, b):
    s, t = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    u, v = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    sum_ = (0, 1, 1, 0)
    while n:
        sum_ = plus(sum_, point) if n & 1 else sum_
        point, n = plus(point, point), n >> 1
    return sum_


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    x = x if (x * x - xx) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - xx) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, text, signature):
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if not a or not r or s >= ORDER or len(signature) != 64:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    one, two = times(s, BASE), plus(r, times(k, a))
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def checkpoint(note):  # (origin, size, root), signed by one of the package's keys
    text, below = note.rsplit(b"\n\n", 1)
    origin, size, root = text.decode().split("\n")[:3]
    for line in read("keys").decode().splitlines():
        name, number, body = line.split("+", 2)
        body = base64.b64decode(body)
        if name != origin or sha(name.encode() + b"\n" + body)[:4].hex() != number or body[0] != 1:
            wrong(f"keys: {line} is no key of {origin}")
        for signature in below.decode().splitlines():
            signed = base64.b64decode(signature.rsplit(" ", 1)[1])
            if signed[:4].hex() == number and is_signed(body[1:], text + b"\n", signed[4:]):
                return origin, int(size), base64.b64decode(root)
    wrong("no key of the package has signed the checkpoint")


there = {path.name for path in folder.iterdir()} - {"SHA256SUMS", "ledger.ndjson", "checkpoint", "keys"}
for line in read("SHA256SUMS").decode().splitlines():
    sum_, name = line.split("  ", 1)
    if name not in there or hashlib.sha256(read(name)).hexdigest() != sum_:
        wrong(f"{name}: its hash is not that of SHA256SUMS, or it is missing")
    there.remove(name)
fine(not there, "every file has the hash in SHA256SUMS", f"{sorted(there)} are in no list")

old = checkpoint(pathlib.Path(sys.argv[2]).read_bytes()) if len(sys.argv) > 2 else None
peaks, leaves, redacted, old_root = [], [], 0, None  # peaks: whole trees, as (how many leaves, hash)


def root():
    if not peaks:
        return sha(b"")
    right = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        right = sha(b"\1" + left + right)
    return right


with open(folder / "ledger.ndjson", "rb") as file:
    for place, line in enumerate(file):
        line = line.rstrip(b"\n")
        leaf = json.loads(line)
        node = (1, bytes.fromhex(leaf["redacted"]) if "redacted" in leaf else sha(b"\0" + line))
        redacted += "redacted" in leaf
        leaves.append(leaf)
        while peaks and peaks[-1][0] == node[0]:
            node = (2 * node[0], sha(b"\1" + peaks.pop()[1] + node[1]))
        peaks.append(node)
        if old and old[1] == place + 1:
            old_root = root()
origin, size, stated = checkpoint(read("checkpoint"))
fine((size, stated) == (len(leaves), root()), f"{size} lines have the root that is signed",
     f"the {len(leaves)} lines of ledger.ndjson do not have the root of the {size} that are signed")
print("not told", f"{redacted} lines are redacted; and whose the key is: compare {read('keys').decode().split()[0]}")
if old:
    fine(old_root == old[2], "the older checkpoint is the beginning of it",
         f"the first {old[1]} lines are not those of the older checkpoint, or were taken away")

number = json.loads(read("manifest.json"))["release"]["number"]
own = [leaf for leaf in leaves if leaf.get("kind") == "release" and leaf["number"] == number]
fine(own and own[-1]["sums"] == hashlib.sha256(read("SHA256SUMS")).hexdigest(),
     f"the line of release {number} has the hash of SHA256SUMS",
     f"no line of release {number} has the hash of SHA256SUMS")

before = leaves[: own[-1]["lines"]]
image = {leaf["number"]: leaf["image_id"] for leaf in before if leaf.get("kind") == "capture"}
said = {str(leaf["number"]): leaf for leaf in before if leaf.get("kind") == "judgement"}
hidden = sum("redacted" in leaf for leaf in before)
with open(folder / "judgements.csv", encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        leaf = said.pop(row["judgement_id"], None)
        if leaf is None:
            hidden -= 1
            if hidden < 0:
                wrong(f"judgement {row['judgement_id']} is in no line of the ledger")
            continue
        names = "building_id volunteer_pseudonym outcome last_intact_image_id first_destroyed_image_id purpose"
        wanted = [str(leaf["building"]), leaf["volunteer"], leaf["outcome"], image.get(leaf["last"], ""),
                  image.get(leaf["first"], ""), leaf["purpose"]]
        if (given := [row[name] for name in names.split()]) != wanted:
            wrong(f"judgement {row['judgement_id']}: the table says {given}, its line {wanted}")
fine(not said, "every judgement is what its line says", f"judgements without a row: {sorted(said)[:5]}")
counted = subprocess.run([sys.executable, str(folder / "recompute.py"), str(folder)], capture_output=True, text=True)
fine(counted.returncode == 0, counted.stdout.strip().replace("\n", "; "), counted.stderr.strip())
