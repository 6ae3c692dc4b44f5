#!/usr/bin/env python3
"""Checks the package of a release, with nothing but itself: verify.py FOLDER [OLDER-CHECKPOINT [KEY]]

Hashes of the files, the lines of the ledger and the root of their tree, its signature (Ed25519), an
older checkpoint, the line of the release, each judgement against its line and whether it counts, and, by
recompute.py, every published window. docs/LEDGER.md is the format. It ends with 0, with 1 at the first
thing that is wrong, and with 2 when there is no such folder or checkpoint."""
import base64, csv, hashlib, json, pathlib, subprocess, sys

folder, given = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "?"), sys.argv[2:]
if not folder.is_dir() or (given and not pathlib.Path(given[0]).is_file()):
    print(__doc__, file=sys.stderr)
    sys.exit(2)
sha = lambda data: hashlib.sha256(data).digest()
read = lambda name: (folder / name).read_bytes()


def wrong(words):
    print("WRONG   ", words)
    sys.exit(1)


sys.excepthook = lambda _, error, where: print("WRONG   ", "what cannot be read:", repr(error))


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


def lines(data):
    text = data.decode()
    return text[:-1].split("\n") if text.endswith("\n") else wrong("a text does not end with its last line")


def unbase(text):  # as it is written, and in no other way
    data = base64.b64decode(text, validate=True)
    return data if base64.b64encode(data).decode() == text else wrong(f"{text} is no base64")


def parts(note):  # the text that is signed, the signatures, and (origin, size, root)
    text, below = note.split(b"\n\n", 1)
    origin, size, root = text.decode().split("\n")[:3]
    signatures = [line.split(" ") for line in lines(below)]
    if any(len(own) != 3 or own[0] != "\u2014" for own in signatures):
        wrong("a checkpoint is not written as checkpoints are")
    return text + b"\n", signatures, (origin, int(size), unbase(root))


def half(line):  # the key itself, in base64
    name, number, body = line.split("+", 2)
    body = unbase(body)
    if sha(name.encode() + b"\n" + body)[:4].hex() != number or body[0] != 1:
        wrong(f"keys: {line} is no key")
    return base64.b64encode(body[1:]).decode()


def check(what, note, keys):
    text, below, (origin, *_) = parts(note)
    for own in map(base64.b64decode, keys):
        number = sha(origin.encode() + b"\n\1" + own)[:4]
        for signed in (unbase(body) for _, name, body in below if name == origin):
            if signed[:4] == number and is_signed(own, text, signed[4:]):
                return
    wrong(f"{what}: no key that counts has signed it")


there = {path.name for path in folder.iterdir()} - {"SHA256SUMS", "ledger.ndjson", "checkpoint", "keys", "salts"}
for line in lines(read("SHA256SUMS")):
    sum_, name = line.split("  ", 1)
    if name not in there or hashlib.sha256(read(name)).hexdigest() != sum_:
        wrong(f"{name}: its hash is not that of SHA256SUMS, or it is missing")
    there.remove(name)
fine(not there, "every file has the hash in SHA256SUMS", f"{sorted(there)} are in no list")

older = pathlib.Path(given[0]).read_bytes() if given else None
old = parts(older)[2] if older else None
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
origin, size, stated = parts(read("checkpoint"))[2]
fine((size, stated) == (len(leaves), root()), f"{size} lines have the root that checkpoint states",
     f"the {len(leaves)} lines of ledger.ndjson do not have the root of the {size} of checkpoint")
print("not told", f"{redacted} lines are redacted")
keys = [half(line) for line in lines(read("keys"))]
count = [half(given[1])] if len(given) > 1 else list(keys)  # the keys whose signatures count
if not set(count) <= set(keys):
    wrong("keys: the key that you know is not among them")
for leaf in (leaf for leaf in leaves if leaf.get("kind") == "key"):
    text = f"aftermath key\n{leaf['old']}\n{leaf['key']}\n".encode()
    if not is_signed(base64.b64decode(leaf["old"]), text, base64.b64decode(leaf["signature"])):
        wrong("ledger.ndjson: the old key has not signed the new one")
    count += [leaf["key"]] * (leaf["old"] in count) + [leaf["old"]] * (leaf["key"] in count and leaf["old"] in keys)
check("checkpoint", read("checkpoint"), count)
fine(True, "a key that counts has signed it", "")
if len(given) < 2:
    print("not told", f"whose the key is: compare {read('keys').decode().split()[0]}")
if old:
    check("older checkpoint", older, count)
    fine(old_root == old[2] or old[1] == 0, "the older checkpoint is the beginning of it",
         f"the first {old[1]} lines are not those of the older checkpoint, or were taken away, or it is the newer one")

number = json.loads(read("manifest.json"))["release"]["number"]
own = [leaf for leaf in leaves if leaf.get("kind") == "release" and leaf["number"] == number]
fine(own and own[-1]["sums"] == hashlib.sha256(read("SHA256SUMS")).hexdigest(),
     f"the line of release {number} has the hash of SHA256SUMS",
     f"no line of release {number} has the hash of SHA256SUMS")

if own[-1]["lines"] > max(place for place, leaf in enumerate(leaves) if leaf is own[-1]):
    wrong("ledger.ndjson: the line of the release speaks of more lines than are before it")
before = leaves[: own[-1]["lines"]]
image, gone, aside, person, heard, earlier = {}, {}, set(), {}, set(), []
for leaf in before:
    kind = leaf.get("kind")
    if kind == "capture":
        image[leaf["number"]] = leaf["image_id"]
    elif kind == "superseding":
        gone[leaf["judgement"]] = leaf["reason"].replace("_", " ")
    elif kind in ("quarantine", "restore"):
        (aside.add if kind == "quarantine" else aside.discard)(leaf["volunteer"])
    elif kind == "merge":
        person[leaf["person"]] = person[leaf["volunteer"]] = leaf["person"]
    elif kind == "part":
        del person[leaf["volunteer"]]
        if list(person.values()).count(leaf["person"]) == 1:
            del person[leaf["person"]]


def excluded(leaf, row):  # why the rule does not count it
    who = leaf["volunteer"]
    if leaf["number"] in gone or leaf["purpose"] != "task":
        return gone.get(leaf["number"], leaf["purpose"])
    if row["exclusion_reason"] == "earlier captures":
        earlier.append(leaf["number"])
        return "earlier captures"
    if who in aside:
        return "set aside"
    if who in person:
        if (leaf["building"], person[who]) in heard:
            return "same person"
        heard.add((leaf["building"], person[who]))
    return "cannot tell" if leaf["outcome"] == "cannot_tell" else ""


said = {leaf["number"]: leaf for leaf in before if leaf.get("kind") == "judgement"}
hidden, last, untold = sum("redacted" in leaf for leaf in before), 0, 0
names = ("building_id volunteer_pseudonym outcome last_intact_image_id first_destroyed_image_id purpose confidence "
         "exhibit exclusion_reason counted").split()
with open(folder / "judgements.csv", encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        number, before_it, last = int(row["judgement_id"]), last, int(row["judgement_id"])
        if number <= before_it:
            wrong(f"judgements.csv: judgement {number} comes after {before_it}")
        leaf = said.pop(number, None)
        if leaf is None:
            hidden, untold = hidden - 1, untold + 1
            if hidden < 0:
                wrong(f"judgements.csv: judgement {number} is in no line of the ledger")
            continue
        why = excluded(leaf, row)
        wanted = [str(leaf["building"]), leaf["volunteer"], leaf["outcome"], image.get(leaf["last"], ""),
                  image.get(leaf["first"], ""), leaf["purpose"], leaf["sureness"] or "", leaf["exhibit"] or "",
                  why, str(not why).lower()]
        if (there := [row[name] for name in names]) != wanted:
            wrong(f"judgements.csv: judgement {number}: the table says {there}, its line {wanted}")
fine(not said, "each judgement with a line that is told is what it says", f"judgements.csv: {sorted(said)[:5]} have no row")
if untold:
    print("not told", f"{untold} judgements have no line that is told")
print("not told", f"{len(earlier)} count no longer since captures were added, as the table says")
script = pathlib.Path(__file__).with_name("recompute.py")  # that beside this one: a package may be forged
counted = subprocess.run([sys.executable, str(script), str(folder)], capture_output=True, text=True)
fine(counted.returncode == 0, counted.stdout.strip().replace("\n", "; "), counted.stderr.strip())
