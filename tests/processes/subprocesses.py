import os
import signal
import subprocess
import sys
import tempfile

print(subprocess.run(["echo", "hi"], capture_output=True))
print(subprocess.run([sys.executable, "-c", "import sys; print(sys.argv, 42); sys.exit(3)", "x"], capture_output=True, text=True).stdout)
for bad in (lambda: subprocess.run(["/nonexistent/program"]), lambda: subprocess.run(["ls"], cwd="/nonexistent"),
            lambda: subprocess.run(["sleep", "5"], timeout=0.05), lambda: subprocess.check_call(["false"]),
            lambda: subprocess.check_output("exit 7", shell=True), lambda: subprocess.run(["/"])):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, str(e)[:40])
print(subprocess.check_output("cat | tr a-z A-Z", shell=True, input=b"abc"))
p = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(len(p.communicate(b"x" * 300000)[0]), p.returncode)
p = subprocess.Popen(["sleep", "10"])
print(p.poll())
p.terminate()
print(p.wait(), p.returncode == -signal.SIGTERM)
with tempfile.TemporaryFile() as f:
    subprocess.run(["echo", "to a file"], stdout=f)
    f.seek(0)
    print(f.read())
print(subprocess.run("echo out; echo err >&2", shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout)
print(subprocess.run("echo $NAME", shell=True, env={"NAME": "value"}, capture_output=True).stdout)
print(subprocess.run(["pwd"], cwd="/", capture_output=True).stdout)
r, w = os.pipe()
print(subprocess.run(f"echo passed > /dev/fd/{w}", shell=True, pass_fds=[w]).returncode, os.read(r, 100))
print(subprocess.run(f"echo passed > /dev/fd/{w}", shell=True, stderr=subprocess.DEVNULL).returncode != 0)
print(subprocess.run(["sh", "-c", "kill -9 $$"]))
print(subprocess.getstatusoutput("echo text; exit 3"))
p = subprocess.Popen(["sh", "-c", "read line; echo got $line"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
p.stdin.write("a line\n")
p.stdin.close()
print(repr(p.stdout.readline()), p.wait())
p.stdout.close()
pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 5"], os.environ)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print(os.getsid(0) != os.getpid() or True, subprocess.run("exit 0", shell=True, start_new_session=True).returncode)
