"""A TLS front of a Kafka broker that has none, for tests.

tls-proxy.py BROKER-PORT CERTIFICATE KEY [USER PASSWORD]

Prints its port. The broker names itself 127.0.0.1 and its port in its answers; clients are told localhost and this port in
their place. Certificate and key are read for each connection, so that they may be exchanged. With USER and PASSWORD, clients
have to say them by SASL/PLAIN. On SIGUSR1 all connections are cut.
"""

import signal
import socket
import ssl
import struct
import sys
import threading

HANDSHAKE, VERSIONS, AUTHENTICATE = 17, 18, 36

broker = int(sys.argv[1])
certificate, key = sys.argv[2:4]
account = tuple(sys.argv[4:6])
lock = threading.Lock()
sockets = set()


def read(source, count):
    data = b""
    while len(data) < count:
        part = source.recv(count - len(data))
        if not part:
            raise ConnectionError
        data += part
    return data


def frame(source):
    return read(source, struct.unpack(">i", read(source, 4))[0])


def send(target, data):
    target.sendall(struct.pack(">i", len(data)) + data)


def cut(*both):
    for one in both:
        with lock:
            sockets.discard(one)
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        one.close()


def is_account(request):
    name = struct.unpack(">h", request[8:10])[0]
    token = request[10 + max(name, 0) + 4 :]
    return tuple(part.decode() for part in token.split(b"\0")[1:]) == account


def requests(client, server):
    is_known = not account
    try:
        while True:
            request = frame(client)
            api, version = struct.unpack(">hh", request[:4])
            if api == AUTHENTICATE and account:
                is_known = is_account(request)
                if not is_known:
                    words = b"there is no such user, or the password is another"
                    answer = request[4:8] + struct.pack(">hh", 58, len(words)) + words + struct.pack(">i", 0)
                    send(client, answer + (struct.pack(">q", 0) if version > 0 else b""))
                    continue
            elif not is_known and api not in (HANDSHAKE, VERSIONS):
                break
            send(server, request)
    except (OSError, ValueError, struct.error):
        pass
    cut(client, server)


def answers(client, server):
    told = b"127.0.0.1" + struct.pack(">i", broker)
    mine = b"localhost" + struct.pack(">i", port)
    try:
        while True:
            send(client, frame(server).replace(told, mine))
    except (OSError, ValueError, struct.error):
        pass
    cut(client, server)


def serve(plain):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key)
        client = context.wrap_socket(plain, server_side=True)
    except (OSError, ssl.SSLError):
        plain.close()
        return
    server = socket.create_connection(("127.0.0.1", broker))
    with lock:
        sockets.update((client, server))
    threading.Thread(target=answers, args=(client, server), daemon=True).start()
    requests(client, server)


def cut_all(*_):
    threading.Thread(target=lambda: cut(*list(sockets)), daemon=True).start()


signal.signal(signal.SIGUSR1, cut_all)
listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]
print(port, flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
