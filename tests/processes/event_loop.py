import asyncio
import contextvars
import socket
import sys

var = contextvars.ContextVar("var", default=0)


async def square(i):
    var.set(i)
    await asyncio.sleep(0.002 * i)
    assert var.get() == i
    return i * i


async def streams():
    async def answer(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"some text\n")
        print(await reader.read())
        writer.close()
        await writer.wait_closed()


async def main():
    print(await asyncio.gather(*[square(i) for i in range(5)]), var.get())
    queue = asyncio.Queue(1)

    async def produce():
        for i in range(3):
            await queue.put(i)
        await queue.put(None)

    async with asyncio.TaskGroup() as group:
        group.create_task(produce())
        while (item := await queue.get()) is not None:
            print("item", item)
    try:
        await asyncio.wait_for(asyncio.sleep(5), 0.01)
    except TimeoutError as e:
        print("timeout", repr(e))
    try:
        async with asyncio.timeout(0.01):
            await asyncio.Event().wait()
    except TimeoutError:
        print("timeout again")
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(square(2))
            group.create_task(asyncio.sleep(0, 1 / 1))
            raise ValueError("inside")
    except* ValueError as e:
        print(repr(e))
    process = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    print(await process.communicate(b"through cat"), process.returncode)
    await streams()
    task = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as e:
        print("cancelled", e, task.cancelled())


asyncio.run(main())
a, b = socket.socketpair()
a.sendall(b"data")
b.settimeout(0.01)
print(b.recv(10), b.gettimeout())
try:
    b.recv(1)
except TimeoutError as e:
    print(repr(e))
a.close()
b.close()
