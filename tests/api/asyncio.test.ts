import { describe, expect, test } from "vitest";
import { Machine } from "../../src/index.js";

/** What a program prints in a machine that was given nothing. */
function printed(source: string): string[] {
  const lines: Uint8Array[] = [];
  const machine = new Machine({ stdout: (data) => lines.push(data.slice()) });
  machine.exec(source);
  machine.finish();
  return Buffer.concat(lines).toString().split("\n").slice(0, -1);
}

describe("asyncio in a machine without grants", () => {
  test("timers and queues run, in the machine's own time", () => {
    const source = `
import asyncio, time
async def worker(name, queue, out):
    while True:
        seconds = await queue.get()
        await asyncio.sleep(seconds)
        out.append((name, seconds))
        queue.task_done()
async def main():
    queue, out = asyncio.Queue(), []
    for seconds in 3, 1, 2:
        queue.put_nowait(seconds)
    before = time.monotonic()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(worker(name, queue, out)) for name in "ab"]
        await queue.join()
        for task in tasks:
            task.cancel()
    print(out, round(time.monotonic() - before, 1))
    try:
        async with asyncio.timeout(60):
            await asyncio.Event().wait()
    except TimeoutError:
        print("timeout", round(time.monotonic() - before))
    print(await asyncio.to_thread(sum, [1, 2]))
asyncio.run(main())`;
    expect(printed(source)).toEqual(["[('b', 1), ('a', 3), ('b', 2)] 3.0", "timeout 63", "3"]);
  });

  test("a pair of sockets is connected within the machine", () => {
    const source = `
import asyncio, select, socket
async def main():
    a, b = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=a)
    async def answer():
        other, out = await asyncio.open_connection(sock=b)
        out.write((await other.readline()).upper() * 100_000)
        await out.drain()
        out.close()
    task = asyncio.create_task(answer())
    writer.write(b"line\\n")
    print(len(await reader.read()), await task)
    writer.close()
asyncio.run(main())
a, b = socket.socketpair()
poll = select.poll()
poll.register(a, select.POLLIN)
print(poll.poll(100), select.select([a], [b], [], 1)[1] == [b])
b.send(b"x")
print([events for _, events in poll.poll()], a.recv(5))
b.close()
print(a.recv(5))
try:
    a.send(b"y")
except BrokenPipeError as e:
    print(e)`;
    expect(printed(source)).toEqual(["500000 None", "[] True", "[1] b'x'", "b''", "[Errno 32] Broken pipe"]);
  });

  test("nothing leads out: sockets, names and processes are refused with an OSError", () => {
    const source = `
import asyncio, socket
async def main():
    for attempt in (
        lambda: asyncio.open_connection("127.0.0.1", 80),
        lambda: asyncio.open_connection("example.org", 80),
        lambda: asyncio.start_unix_server(print, "/tmp/s"),
        lambda: asyncio.create_subprocess_exec("true"),
    ):
        try:
            await attempt()
        except OSError as e:
            print(type(e).__name__, e)
asyncio.run(main())
print(socket.inet_pton(socket.AF_INET6, "::ffff:1.2.3.4")[-6:], socket.inet_ntop(socket.AF_INET6, bytes(15) + b"\\1"))`;
    expect(printed(source)).toEqual([
      "PermissionError [Errno 13] Permission denied",
      "gaierror [Errno -4] Non-recoverable failure in name resolution",
      "PermissionError [Errno 13] Permission denied",
      "PermissionError [Errno 13] Permission denied",
      "b'\\xff\\xff\\x01\\x02\\x03\\x04' ::1",
    ]);
  });

  test("a loop that nothing can ever wake says so", () => {
    const machine = new Machine();
    machine.exec("import asyncio\nasync def forever():\n    await asyncio.Future()");
    expect(() => machine.exec("asyncio.run(forever())")).toThrow(/deadlock/);
    expect(machine.evaluate("1 + 1")).toBe(2);
  });
});
