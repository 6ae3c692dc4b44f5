#!/usr/bin/env python3
"""Checks the package of a release, with nothing but itself: python3 -I verify.py FOLDER [OLDER-CHECKPOINT [KEY]]

Hashes of the files, the lines of the ledger and the root of their tree, its signature (Ed25519), an
older checkpoint (- for none), the line of the release, each capture and each judgement against its line
and whether it counts, and, by recompute.py, every published window. docs/LEDGER.md is the format. It ends
with 0, with 1 at the first thing that is wrong, and with 2 when there is no such folder, checkpoint or key."""
import sys

if not sys.flags.isolated:
    del sys.path[0]  # the folder of this script: that of a package may have modules of its own
import base64, collections, csv, datetime, hashlib, json, pathlib, re, subprocess

OUTSIDE = {"SHA256SUMS", "ledger.ndjson", "checkpoint", "keys", "salts"}
sha = lambda data: hashlib.sha256(data).digest()
read = lambda name: (folder / name).read_bytes()


def say(verdict, words):  # what a package says moves no cursor
    print(verdict, "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in words))


def wrong(words):
    say("WRONG   ", words)
    sys.exit(1)


def useless(words):
    print(words, file=sys.stderr)
    sys.exit(2)


sys.excepthook = lambda _, error, where: say("WRONG   ", f"what cannot be read: {error!r}")


def fine(is_right, words, otherwise):
    say("fine    ", words) if is_right else wrong(otherwise)


def bad(words):
    raise ValueError(words)


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
    return text[:-1].split("\n") if text.endswith("\n") else bad("a text does not end with its last line")


def unbase(text):  # as it is written, and in no other way
    data = base64.b64decode(text, validate=True)
    return data if base64.b64encode(data).decode() == text else bad(f"{text} is no base64")


def parts(note):  # the text that is signed, the signatures, and (origin, size, root)
    if b"\r" in note or note.count(b"\n\n") != 1:
        bad("it is no checkpoint, or its lines end as on Windows")
    text, below = note.split(b"\n\n")
    origin, size, root = text.decode().split("\n")[:3]
    signatures = [line.split(" ") for line in lines(below)]
    if any(len(own) != 3 or own[0] != "\u2014" for own in signatures) or not re.fullmatch("0|[1-9][0-9]{0,18}", size):
        bad("it is not written as checkpoints are")
    return text + b"\n", [(name, unbase(body)) for _, name, body in signatures], (origin, int(size), unbase(root))


def half(line):  # the name, and the key itself in base64
    name, number, body = line.split("+", 2)
    body = unbase(body)
    if sha(name.encode() + b"\n" + body)[:4].hex() != number or body[0] != 1 or len(body) != 33:
        bad(f"{line} is no key")
    return name, base64.b64encode(body[1:]).decode()


def check(what, note, keys):
    text, below, (origin, *_) = parts(note)
    for own in map(unbase, keys):
        number = sha(origin.encode() + b"\n\1" + own)[:4]
        if any(name == origin and body[:4] == number and is_signed(own, text, body[4:]) for name, body in below):
            return
    wrong(f"{what}: the key that counts has not signed it")


folder, given = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "?"), sys.argv[2:]
if not folder.is_dir() or len(given) > 2:
    useless(__doc__)
try:
    older = pathlib.Path(given[0]).read_bytes() if given and given[0] != "-" else None
    old = parts(older)[2] if older is not None else None
    known = half(given[1].strip()) if len(given) > 1 else None
except Exception as error:
    useless(f"the older checkpoint or the key cannot be read: {error}")

there = {path.name: path.is_file() for path in folder.iterdir()}
if not OUTSIDE <= set(there) or not all(there.values()):
    wrong(f"{sorted(OUTSIDE - set(there)) or sorted(name for name in there if not there[name])} missing, or no files")
for name in OUTSIDE:
    del there[name]
for line in lines(read("SHA256SUMS")):
    sum_, name = line.split("  ", 1)
    if name not in there or hashlib.sha256(read(name)).hexdigest() != sum_:
        wrong(f"{name}: its hash is not that of SHA256SUMS, or it is missing")
    del there[name]
fine(not there, "every file has the hash in SHA256SUMS", f"{sorted(there)} are in no list")

peaks, leaves, old_root = [], [], None  # peaks: whole trees, as (how many leaves, hash)


def root():
    if not peaks:
        return sha(b"")
    right = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        right = sha(b"\1" + left + right)
    return right


def leaf_of(line):  # what a line says, and its hash: written in one way alone
    if re.fullmatch(rb'\{"redacted":"[0-9a-f]{64}"\}', line):
        return {}, bytes.fromhex(line[13:77].decode())
    leaf = json.loads(line, parse_float=bad, parse_constant=bad)
    as_written = json.dumps(leaf, separators=(",", ":"), ensure_ascii=False).encode()
    if as_written != line or not re.match(rb'\{"v":[12],"kind":"', line):
        bad("it is not written as the ledger writes it")
    return leaf, sha(b"\0" + line)


with open(folder / "ledger.ndjson", "rb") as file:
    for place, line in enumerate(file):
        try:
            leaf, hash_ = leaf_of(line[:-1] if line.endswith(b"\n") else line)
        except ValueError as error:
            wrong(f"ledger.ndjson, line {place} from 0: {error}")
        node = (1, hash_)
        leaves.append(leaf)
        while peaks and peaks[-1][0] == node[0]:
            node = (2 * node[0], sha(b"\1" + peaks.pop()[1] + node[1]))
        peaks.append(node)
        if old and old[1] == place + 1:
            old_root = root()
origin, size, stated = parts(read("checkpoint"))[2]
fine((size, stated) == (len(leaves), root()), f"{size} lines have the root that checkpoint states",
     f"the {len(leaves)} lines of ledger.ndjson do not have the root of the {size} of checkpoint")
keys = [half(line) for line in lines(read("keys"))]
if any(name != origin for name, _ in keys) or (known and known not in keys):
    wrong(f"keys: the key that you know is not among them, or one is not of {origin}")
# From the key that is known each says which follows. The last must have signed the package; it vouches
# for those before it, as they stand in the lines that it signed, and for their older checkpoints.
last, before_it = (known or keys[0])[1], []
following = [leaf for leaf in leaves if leaf.get("kind") == "key"]
for leaf in following:
    text = f"aftermath key\n{leaf['old']}\n{leaf['key']}\n".encode()
    if not is_signed(unbase(leaf["old"]), text, unbase(leaf["signature"])):
        wrong("ledger.ndjson: the old key has not signed the new one")
    last = leaf["key"] if leaf["old"] == last else last
for leaf in reversed(following):
    if leaf["key"] == (before_it or [last])[-1]:
        before_it.append(leaf["old"])
check("checkpoint", read("checkpoint"), [last])
fine(True, "the key that counts has signed it", "")
if not known:
    say("not told", f"whose the key is: compare {lines(read('keys'))[0]}")
if old:
    check("older checkpoint", older, [last] + before_it)
    fine(old[2] == (old_root if old[1] else sha(b"")), "the older checkpoint is the beginning of it",
         f"the first {old[1]} lines are not those of the older checkpoint, or were taken away, or it is the newer one")
else:
    say("not told", "whether the ledger was made anew: give a checkpoint that somebody kept")

number = json.loads(read("manifest.json"))["release"]["number"]
own = [(place, leaf) for place, leaf in enumerate(leaves) if leaf.get("kind") == "release" and leaf["number"] == number]
fine(own and own[-1][1]["sums"] == hashlib.sha256(read("SHA256SUMS")).hexdigest(),
     f"the line of release {number} has the hash of SHA256SUMS",
     f"no line of release {number} has the hash of SHA256SUMS")
place, stop = own[-1][0], own[-1][1]["lines"]
if not 0 <= stop <= place:
    wrong("ledger.ndjson: the line of the release speaks of other lines than those before it")
left_out = collections.Counter(leaf.get("kind", "redacted") for leaf in leaves[stop:place])
if left_out:
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(left_out.items()))
    say("not told", f"what is recorded after the release's data stood still and before its line: {counts}")

before = leaves[:stop]
capture, gone, said, person, methods = {}, {}, {}, {}, []
aside, erased, on_from, earlier, changed = set(), set(), -1, 0, 0


def kept_once(all_, number, leaf, place):
    if number in all_:
        wrong(f"ledger.ndjson, line {place} from 0: a {leaf['kind']} of this number was said before")
    all_[number] = leaf


is_shown = lambda own: own["shown"] and not own["held"]
for place, leaf in enumerate(before):
    kind = leaf.get("kind")
    if kind == "capture":
        was, fixed = capture.get(leaf["number"]), ("image_id", "taken", "precision", "files", "import")
        others = [own for own in capture.values() if own is not was and own["image_id"] == leaf["image_id"]]
        if others or (was and any(was[name] != leaf[name] for name in fixed)):
            wrong(f"ledger.ndjson, line {place} from 0: the capture has another time, id, number or files than before")
        capture[leaf["number"]] = leaf
        on_from = place if is_shown(leaf) and not (was and is_shown(was)) else on_from
    elif kind == "import-undone":  # what nobody was shown is gone
        capture = {name: own for name, own in capture.items() if own["import"] != leaf["number"]}
    elif kind == "judgement":
        kept_once(said, leaf["number"], dict(leaf, place=place), place)
    elif kind == "superseding":
        kept_once(gone, leaf["judgement"], leaf, place)
    elif kind in ("quarantine", "restore"):
        (aside.add if kind == "quarantine" else aside.discard)(leaf["volunteer"])
    elif kind == "erased":
        erased.add(leaf["volunteer"])
    elif kind == "merge":
        person[leaf["person"]] = person[leaf["volunteer"]] = leaf["person"]
    elif kind == "part":
        del person[leaf["volunteer"]]
        if list(person.values()).count(leaf["person"]) == 1:
            del person[leaf["person"]]
    elif kind in ("campaign", "rules"):
        methods.append(leaf["method"])


def table(name):  # its rows; readers differ in what they make of a doubled column
    with open(folder / name, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        if len(set(rows.fieldnames)) != len(rows.fieldnames):
            wrong(f"{name}: a column is there twice")
        for row in rows:
            if None in row or None in row.values():
                wrong(f"{name}: a row has more or fewer cells than columns")
            yield row


def written(ms):  # a moment as tables write it
    at = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)
    return at.isoformat(timespec="milliseconds") + "Z"


images = {own["image_id"]: own for own in capture.values()}
taken = [("", -1)]
for row in table("images.csv"):
    own = images.pop(row["image_id"], None)
    if not own or row["captured_at"] != written(own["taken"]) or row["sha256_original"] != " ".join(own["files"]):
        wrong(f"images.csv: {row['image_id']} is not what its line says, or there twice")
    taken.append((row["captured_at"], own["number"]))
fine(not images and taken == sorted(taken), "each image is what its line says",
     f"images.csv: {sorted(images)[:5]} have no row, or rows are out of their order")
for row in table("buildings.csv"):
    if row["method"] not in methods:
        wrong(f"buildings.csv: building {row['building_id']}: no line that is told sets the method {row['method']}")
collections.deque(table("rulings.csv"), 0)


def may_be(leaf, own):  # whether a judgement could be superseded so
    after = own["at"] - leaf["submitted"]
    is_right = {"taken_back": after <= 20 * 60_000, "erased": leaf["volunteer"] in erased, "changed": True}
    return after >= -60_000 and is_right.get(own["reason"], False)


def excluded(leaf, row):  # why the rule does not count it
    who, own = leaf["volunteer"], gone.get(leaf["number"])
    if own:
        return own["reason"].replace("_", " ")
    if leaf["purpose"] != "task":
        return leaf["purpose"]
    if row["exclusion_reason"] == "earlier captures" and leaf["place"] < on_from:
        return "earlier captures"
    if who in aside:
        return "set aside"
    if who in person:
        if (leaf["building"], person[who]) in heard:
            return "same person"
        heard.add((leaf["building"], person[who]))
    return "cannot tell" if leaf["outcome"] == "cannot_tell" else ""


tells = any(leaf.get("kind") in ("judgement", "ruling") for leaf in before)  # of all of them then
redacted = sum(not leaf for leaf in before)
hidden, number, untold, heard, counted, judged = redacted, 0, 0, set(), set(), set()
names = ("building_id volunteer_pseudonym counted_as outcome last_intact_image_id first_destroyed_image_id purpose "
         "confidence exhibit submitted_at exclusion_reason counted").split()
image = {name: own["image_id"] for name, own in capture.items()}
for row in table("judgements.csv"):
    before_it, number = number, int(row["judgement_id"])
    if number <= before_it or str(number) != row["judgement_id"]:
        wrong(f"judgements.csv: judgement {row['judgement_id']} comes after {before_it}")
    leaf = said.pop(number, None)
    if leaf is None:
        hidden, untold = hidden - 1, untold + 1
        if hidden < 0 or tells:
            wrong(f"judgements.csv: judgement {number} is in no line of the ledger")
    else:
        why, who, own = excluded(leaf, row), leaf["volunteer"], gone.get(number)
        if own and not may_be(leaf, own):
            wrong(f"ledger.ndjson: judgement {number} is superseded ({own['reason']}) as none can be")
        changed += bool(own and own["reason"] == "changed")
        wanted = [str(leaf["building"]), who, person.get(who, who) if person.get(who, who) != who else "",
                  leaf["outcome"], image.get(leaf["last"], ""), image.get(leaf["first"], ""), leaf["purpose"],
                  leaf["sureness"] or "", leaf["exhibit"] or "", written(leaf["submitted"]), why, str(not why).lower()]
        if (seen := [row[name] for name in names]) != wanted:
            wrong(f"judgements.csv: judgement {number}: the table says {seen}, its line {wanted}")
    reason, building = row["exclusion_reason"], row["building_id"]
    earlier += reason == "earlier captures"
    if reason == "earlier captures" and building in judged:
        wrong(f"judgements.csv: judgement {number} is left out for earlier captures, one before it not")
    if reason in ("", "cannot tell"):
        name = (building, row["counted_as"] or row["volunteer_pseudonym"])
        if (reason == "") != (row["counted"] == "true") or (reason == "") == (row["outcome"] == "cannot_tell"):
            wrong(f"judgements.csv: judgement {number}: counted is not as outcome says")
        if name in counted:
            wrong(f"judgements.csv: judgement {number}: {name[1]} counts twice for the building")
        counted.add(name)
        judged.add(building)
fine(not said, "each judgement with a line that is told is what it says",
     f"judgements.csv: {sorted(said)[:5]} have no row")
for count, words in (
        (redacted, "lines of those that the release follows are redacted"),
        (sum(not leaf for leaf in leaves[stop:]), "lines after these are redacted"),
        (untold, "judgements have no line that is told"),
        (earlier, "judgements count no longer since captures were added, as the table says"),
        (changed, "judgements were replaced by their authors, before their buildings were settled or after")):
    if count:
        say("not told", f"{count} {words}")
script = pathlib.Path(__file__).with_name("recompute.py")  # that beside this one: a package may be forged
done = subprocess.run([sys.executable, "-I", str(script), str(folder)], capture_output=True, text=True)
fine(done.returncode == 0, done.stdout.strip().replace("\n", "; "), done.stderr.strip())
