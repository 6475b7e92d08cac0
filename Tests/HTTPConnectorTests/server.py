#!/usr/bin/env python3
"""A server that answers posts as their path says, and appends each to a file. Prints its port.

usage: server.py FILE [CERTIFICATE KEY]

/status/500?retry=7&times=2   that status, the first so many times, then 200; with Retry-After where it is asked for
/hang                         never answers
/redirect?status=301&to=URL   that status, 307 by itself, to that URL, /ok by itself
/slow                         200, a tenth of a second later
/endless                      200, and a body without end
/echo                         400, and everything that was sent
anything else                 200

As soon as there is a file FILE.healed, every post is answered with 200.
"""
import http.server
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse

lock = threading.Lock()
seen = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        with lock, open(sys.argv[1], "a") as file:
            line = {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body}
            file.write(json.dumps(line) + "\n")
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if os.path.exists(sys.argv[1] + ".healed"):
            self.answer(200, "ok", {})
        elif url.path == "/hang":
            time.sleep(60)
        elif url.path == "/slow":
            time.sleep(0.1)
            self.answer(200, "ok", {})
        elif url.path == "/redirect":
            self.answer(int(query.get("status", 307)), "", {"Location": query.get("to", "/ok")})
        elif url.path == "/endless":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            while True:
                self.wfile.write(b"x" * 65536)
        elif url.path.startswith("/echo"):
            self.answer(400, f"no: {self.path} {urllib.parse.unquote(self.path)} {dict(self.headers)} {body}", {})
        elif url.path.startswith("/status/"):
            with lock:
                seen[self.path] = seen.get(self.path, 0) + 1
                status = 200 if seen[self.path] > int(query.get("times", 10**9)) else int(url.path[8:])
            self.answer(status, "a\nreason", {"Retry-After": query["retry"]} if "retry" in query else {})
        else:
            self.answer(200, "ok", {})

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, address):
        pass


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_address[1], flush=True)
server.serve_forever()
