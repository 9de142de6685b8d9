# SPDX-License-Identifier: Apache-2.0
# socket, select and selectors.
import select
import selectors
import socket


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


a, b = socket.socketpair()
print(a.family, a.type, a.proto, a.gettimeout(), a.getblocking(), a.fileno() > 2)
print(a.send(b"hello"), b.recv(3), b.recv(10))
b.settimeout(0.01)
attempt(lambda: b.recv(1))
b.setblocking(False)
attempt(lambda: b.recv(1))
print(b.gettimeout(), b.getblocking())
a.sendall(b"x" * 10)
buffer = bytearray(4)
print(b.recv_into(buffer), buffer, b.recv(2, socket.MSG_PEEK), b.recv(100))
print(select.select([b], [a], [], 0)[1] == [a], select.select([b], [], [], 0.01))
a.send(b"!")
print(select.select([b], [], [], None)[0] == [b])
p = select.poll()
p.register(b, select.POLLIN)
p.register(a.fileno(), select.POLLOUT)
print(sorted(event for fd, event in p.poll(100)), b.recv(9))
p.unregister(a)
print(p.poll(0))
try:
    p.unregister(a)
except KeyError as error:
    print(error.args[0] == a.fileno())
attempt(lambda: p.modify(a, 1))
attempt(lambda: type(p)())
attempt(lambda: select.select([-1], [], []))
attempt(lambda: select.select(["x"], [], []))
attempt(lambda: select.select([], [], [], -1))
a.shutdown(socket.SHUT_WR)
print(b.recv(1))
a.close()
b.close()
print(a.fileno(), a._closed)
attempt(lambda: a.send(b"x"))
attempt(lambda: socket.socket().connect(("127.0.0.1", 70000)))
attempt(lambda: socket.socket().connect("x"))
attempt(lambda: socket.socket().connect((1, 2, 3)))
attempt(lambda: socket.socket().settimeout(-1))
attempt(lambda: socket.socket(99))

server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print(server.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) != 0)
server.bind(("127.0.0.1", 0))
server.listen()
host, port = server.getsockname()
print(host, port > 0)
client = socket.create_connection((host, port), timeout=5)
connection, address = server.accept()
print(address == client.getsockname(), client.getpeername() == (host, port))
with client, connection, server:
    with connection.makefile("w") as writer:
        writer.write("line one\nline two\n")
    connection.shutdown(socket.SHUT_WR)
    with client.makefile("r") as reader:
        print(reader.read())
attempt(lambda: socket.create_connection((host, port), timeout=5))
one, two = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
with one, two:
    one.bind(("127.0.0.1", 0))
    two.sendto(b"datagram", one.getsockname())
    print(one.recvfrom(100)[0])
print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))
attempt(lambda: socket.getaddrinfo("no host", 1))
print(socket.inet_aton("1.2.3.4"), socket.inet_ntoa(b"\1\2\3\4"), socket.inet_pton(socket.AF_INET6, "::1"))
print(socket.inet_ntop(socket.AF_INET6, bytes(15) + b"\2"), socket.htons(1), socket.ntohl(1))
attempt(lambda: socket.inet_aton("x"))
attempt(lambda: socket.inet_ntop(socket.AF_INET, b"1"))
attempt(lambda: socket.htons(-1))

with selectors.DefaultSelector() as selector:
    a, b = socket.socketpair()
    selector.register(a, selectors.EVENT_READ, "data")
    print(selector.select(0))
    b.send(b"z")
    [(key, events)] = selector.select(1)
    print(key.data, events, key.fileobj is a)
    a.close()
    b.close()
