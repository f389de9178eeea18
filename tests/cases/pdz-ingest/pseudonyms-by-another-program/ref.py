# SPDX-License-Identifier: GPL-3.0-or-later
"""The pseudonyms of include/pdz/ingest.h by another program."""
import hashlib, sys
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
def base32(data, count):
    bits, value = 8 * len(data) + 8, int.from_bytes(data + b"\0", "big")
    return "".join(DIGITS[value >> bits - 5 * (i + 1) & 31] for i in range(count))
def pseudonym(key, project, form):
    project_key = hashlib.blake2b(b"pdz pseudonym 1\n" + project.encode(), key=key, digest_size=32).digest()
    half = lambda text: hashlib.blake2b(text.encode(), key=project_key, digest_size=16).digest()
    text = base32(half(form), 26)
    return f"p{base32(half('key id'), 4)}_{text[:13]}_{text[13:]}"
for form in sys.argv[2:]:
    print(pseudonym(hashlib.sha256(b"a key of tests").digest(), sys.argv[1], form))
