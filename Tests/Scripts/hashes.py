# SPDX-License-Identifier: Apache-2.0
# hashlib, hmac and secrets: all algorithms, pieces, copies, keys, errors.
import hashlib
import hmac


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


names = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "blake2b", "blake2s"]
print(sorted(hashlib.algorithms_guaranteed))
for name in names:
    make = getattr(hashlib, name)
    h = make()
    print(name, h.name, h.digest_size, h.block_size, h.hexdigest())
    for count in (1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 135, 136, 137, 300):
        data = bytes(range(256)) * 2
        print(count, make(data[:count]).hexdigest())
    for step in range(0, 500, 37):
        h.update(data[step:step + 37])
    other = h.copy()
    other.update(bytearray(b"more"))
    print(h.digest() == make(data[:518]).digest(), other.hexdigest(), h.hexdigest() == hashlib.new(name, data[:518]).hexdigest())
for name in ("shake_128", "shake_256"):
    h = getattr(hashlib, name)(b"abc")
    print(h.name, h.digest_size, h.block_size, h.hexdigest(10), len(h.digest(500)), h.hexdigest(400))
for options in [{"digest_size": 7}, {"key": b"key"}, {"salt": b"s", "person": b"p"}, {"fanout": 2, "depth": 2, "leaf_size": 4096, "node_offset": 1, "node_depth": 1, "inner_size": 16, "last_node": True}]:
    print(hashlib.blake2b(b"data", **options).hexdigest(), hashlib.blake2s(b"data", **options).hexdigest())
print(hashlib.blake2b.SALT_SIZE, hashlib.blake2b.PERSON_SIZE, hashlib.blake2s.MAX_KEY_SIZE, hashlib.blake2s.MAX_DIGEST_SIZE)
attempt(lambda: hashlib.sha256("text"))
attempt(lambda: hashlib.sha256(5))
attempt(lambda: hashlib.blake2b(digest_size=0))
attempt(lambda: hashlib.blake2b(digest_size=65))
attempt(lambda: hashlib.blake2b(key=b"x" * 65))
attempt(lambda: hashlib.blake2s(depth=0))
for name in ("md5", "sha256", "sha512"):
    print(hmac.new(b"key", b"message", name).hexdigest(), hmac.new(b"k" * 200, b"message", name).hexdigest())
print(hmac.compare_digest(b"a", b"a"), hmac.compare_digest("a", "b"), hmac.compare_digest(b"a", b"ab"))
attempt(lambda: hmac.compare_digest("é", "é"))
attempt(lambda: hmac.compare_digest(1, 2))
import secrets

print(len(secrets.token_hex(8)), len(secrets.token_bytes()), secrets.randbelow(1), secrets.choice([5]))
import uuid

print(uuid.uuid3(uuid.NAMESPACE_DNS, "python.org"), uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), uuid.uuid4().version)
