# Waits of threads below calls that CPython nests: requests handled in an __init__, lines read from a socket, select() as an attribute. The main thread
# itself waits below a sort, so whoever began on top of it must be able to leave.
import http.client, http.server, select, socket, threading, time
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        n = int(self.headers["Content-Length"]); body = self.rfile.read(n)
        self.send_response(200); self.send_header("Content-Length", str(n)); self.end_headers()
        self.wfile.write(body[::-1])
    def log_message(self, *a): pass
srv = http.server.ThreadingHTTPServer(("127.0.0.1", 0), H)
srv.daemon_threads = True
t = threading.Thread(target=srv.serve_forever, args=(0.05,)); t.start()
def main(_=0):
    cs = [http.client.HTTPConnection(*srv.server_address) for _ in range(3)]
    for i in range(6):
        for c in cs:
            c.request("POST", "/", b"hello%d" % i)
        for c in reversed(cs):
            print(c.getresponse().read())
    for c in cs: c.close()
    return 0
sorted([1], key=main)
main()
srv.shutdown(); t.join(); srv.server_close()
a, b = socket.socketpair()
a.settimeout(0.05)
f = a.makefile("rb")
for i in range(2):
    try: f.readline()
    except OSError as e: print(type(e), e)
a.settimeout(None)
g = b.makefile("rw")
g.write("one\ntwo\nthree"); g.flush()
h = a.makefile("r")
print(h.readline(), next(h))
def later():
    time.sleep(0.05); g.write("end\nmore"); g.close(); b.close()
t = threading.Thread(target=later); t.start()
print(h.readline(), h.read()); t.join()


server = socket.create_server(("127.0.0.1", 0))


class Poller:
    select = select.select

    def __call__(self, *, seconds):
        while not self.select([server], [], [], seconds)[0]:
            pass
        connection, _ = server.accept()
        time.sleep(0.02)
        connection.sendall(b"hello\n")
        connection.close()


def client(_):
    t = threading.Thread(target=Poller(), kwargs={"seconds": 0.001})
    t.start()
    with socket.create_connection(server.getsockname()) as s, s.makefile("rb") as f:
        print(f.readline(), f.read())
    t.join()
    return 0


print(min([1, 2], key=client))
server.close()
