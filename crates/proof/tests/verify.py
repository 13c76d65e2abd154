"""A second verifier of exported audit logs and receipts: Python's standard library and nothing else.

    verify.py export FOLDER KEY [EARLIER-CHECKPOINT ...]
    verify.py receipt FILE KEY

It shares no code with the first one, so that a fault of either shows. It ends with 0 when all is well and with 1 when not.
"""

import base64, hashlib, json, re, sys
from pathlib import Path

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
FIELDS = ["actor_name", "ip", "user_agent", "entity_label", "before", "after", "reason"]

class Refused(Exception):
    """What was read is not what was signed."""

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

# Ed25519, as RFC 8032 says in 5.1; slow and plain, for nothing here is secret.
def recover_x(y, sign):
    if y >= P:
        raise Refused("a point is not on the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise Refused("a point is not on the curve")
    return P - x if x & 1 != sign else x

def point(encoded):
    number = int.from_bytes(encoded, "little")
    y, sign = number & (2**255 - 1), number >> 255
    x = recover_x(y, sign)
    return (x, y, 1, x * y % P)

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)

def multiply(scalar, p):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, p)
        p = add(p, p)
        scalar >>= 1
    return total

def signed_by(key, message, signature):
    if len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    base = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    left, right = multiply(s, base), add(point(signature[:32]), multiply(h, point(key)))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)

# Keys, notes and checkpoints.
def plain64(text):
    decoded = base64.b64decode(text, validate=True)
    if base64.b64encode(decoded).decode() != text:
        raise Refused("base64 in another spelling")
    return decoded

def read_key(path):
    name, number, encoded = Path(path).read_text().rstrip("\n").split("+", 2)
    key = plain64(encoded)
    if key[:1] != b"\x01" or sha256(name.encode(), b"\n", key)[:4].hex() != number:
        raise Refused("the key does not fit its id")
    return name, bytes.fromhex(number), key[1:]

def open_checkpoint(text, key):
    body, _, below = text.rpartition("\n\n")
    found = False
    for line in below.rstrip("\n").split("\n"):
        dash, name, encoded = line.split(" ")
        signature = plain64(encoded)
        if dash != "—" or name != key[0] or signature[:4] != key[1]:
            continue
        if not signed_by(key[2], (body + "\n").encode(), signature[4:]):
            raise Refused("the checkpoint was changed after it was signed")
        found = True
    if not found:
        raise Refused("the checkpoint is signed with another key")
    origin, size, root = body.split("\n")
    if origin != key[0] or not re.fullmatch("0|[1-9][0-9]*", size):
        raise Refused("the checkpoint is another log's")
    return int(size), plain64(root)

def root_of(leaves):
    if not leaves:
        return sha256()
    level = list(leaves)
    while len(level) > 1:
        pairs = [sha256(b"\x01", *level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0]

def check_export(folder, key, earlier):
    found, bodies, order = [], {}, []
    for text in (Path(folder) / "events.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
        line = json.loads(text)
        body = json.loads(line["body"])
        seq, salt = body["seq"], line.get("salt")
        for field in FIELDS:
            value = line.get(field)
            expected = value if salt is None or value is None else sha256(
                bytes.fromhex(salt), field.encode(), b"\0", value.encode()).hex()
            if expected != (body.get(field + "_c") if salt is not None else None):
                found.append(f"{field} of event {seq} was edited")
        if seq in bodies:
            found.append(f"event {seq} is there more than once")
        bodies[seq] = (body, sha256(b"\0", line["body"].encode()))
        order.append(seq)
    if order != sorted(order):
        found.append("the events are reordered")
    if len({body["organisation"] for body, _ in bodies.values()}) > 1:
        found.append("there are events of more than one organisation")
    last = max(bodies, default=0)
    missing = [seq for seq in range(1, last + 1) if seq not in bodies]
    found += [f"event {seq} is missing" for seq in missing]
    for seq in range(1, last + 1):
        before = bodies.get(seq - 1, (None, bytes(32)))[1] if seq - 1 not in missing else None
        if seq in bodies and before is not None and bodies[seq][0]["previous"] != before.hex():
            found.append(f"event {max(seq - 1, 1)} was edited")
    leaves = [] if missing else [bodies[seq][1] for seq in range(1, last + 1)]
    for name in [None, *earlier]:
        try:
            text = Path(name or Path(folder) / "checkpoint").read_text(encoding="utf-8")
            size, root = open_checkpoint(text, key)
        except Refused as refused:
            found.append(f"{name or 'the export'}: {refused}")
            continue
        if size > last:
            found.append(f"the log was rolled back behind {name}" if name else f"the end is cut off: {size} are signed")
        elif size < last and not name:
            found.append(f"only {size} of {last} events are signed")
        elif not missing and root_of(leaves[:size]) != root:
            found.append(f"the log was forked before {name}" if name else "the events are not those that were signed")
    print("\n".join(found) or f"{last} events are whole and signed")
    return not found

def check_receipt(path, key):
    def decode(text):
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    receipt = json.loads(Path(path).read_text(encoding="utf-8"))
    header = json.loads(decode(receipt["protected"]))
    if header != {"alg": "EdDSA", "kid": f"{key[0]}+{key[1].hex()}", "typ": "wayleave-receipt"}:
        raise Refused("the receipt is signed with another key")
    message = f"{receipt['protected']}.{receipt['payload']}".encode()
    if not signed_by(key[2], message, decode(receipt["signature"])):
        raise Refused("the receipt was changed after it was signed")
    claims = json.loads(decode(receipt["payload"]))
    if "header" in receipt:
        head, _, checkpoint = receipt["header"]["tlog_proof"].partition("\n\n")
        first, index, *path = head.split("\n")
        at, (size, root) = int(index.removeprefix("index ")), open_checkpoint(checkpoint, key)
        last, node, path = size - 1, bytes.fromhex(claims["event"]["leaf"]), [plain64(line) for line in path]
        if first != "c2sp.org/tlog-proof@v1" or at + 1 != claims["event"]["number"] or at > last:
            raise Refused("the proof is not of this event")
        while last:
            if at % 2 or at < last:
                sibling = path.pop(0) if path else b""
                node = sha256(b"\x01", sibling, node) if at % 2 else sha256(b"\x01", node, sibling)
            at, last = at // 2, last // 2
        if path or node != root:
            raise Refused("the proof does not lead to the root that was signed")
    print(json.dumps(claims, indent=2, ensure_ascii=True))
    return True

if __name__ == "__main__":
    try:
        trusted = read_key(sys.argv[3])
        if sys.argv[1] == "export":
            sys.exit(not check_export(sys.argv[2], trusted, sys.argv[4:]))
        sys.exit(not check_receipt(sys.argv[2], trusted))
    except (Refused, ValueError, KeyError) as refused:
        print(f"refused: {refused}")
        sys.exit(1)
