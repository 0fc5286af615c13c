class VM:
    def __init__(self, code): self.code, self.stack, self.pc, self.vars, self.out, self.calls = code, [], 0, {}, [], []
    def run(self, limit=10000):
        for n in range(limit):
            op, *args = self.code[self.pc]
            self.pc += 1
            if op == "halt": return n
            getattr(self, "op_" + op)(*args)
        raise RuntimeError("too many steps")
    def op_push(self, v): self.stack.append(v)
    def op_load(self, k): self.stack.append(self.vars[k])
    def op_store(self, k): self.vars[k] = self.stack.pop()
    def op_add(self): b, a = self.stack.pop(), self.stack.pop(); self.stack.append(a + b)
    def op_sub(self): b, a = self.stack.pop(), self.stack.pop(); self.stack.append(a - b)
    def op_mul(self): b, a = self.stack.pop(), self.stack.pop(); self.stack.append(a * b)
    def op_lt(self): b, a = self.stack.pop(), self.stack.pop(); self.stack.append(a < b)
    def op_jz(self, t):
        if not self.stack.pop(): self.pc = t
    def op_jmp(self, t): self.pc = t
    def op_print(self): self.out.append(self.stack.pop())
    def op_call(self, t): self.calls.append(self.pc); self.pc = t
    def op_ret(self): self.pc = self.calls.pop()
fact = [("push", 1), ("store", "r"), ("push", 20), ("store", "n"), ("push", 0), ("load", "n"), ("lt",), ("jz", 17), ("load", "r"), ("load", "n"), ("mul",), ("store", "r"), ("load", "n"), ("push", 1), ("sub",), ("store", "n"), ("jmp", 4), ("load", "r"), ("print",), ("halt",)]
vm = VM(fact)
print(vm.run(), vm.out, vm.vars, vm.stack)
square = [("push", 7), ("call", 5), ("call", 5), ("print",), ("halt",), ("store", "x"), ("load", "x"), ("load", "x"), ("mul",), ("ret",)]
vm = VM(square)
print(vm.run(), vm.out)
try: VM([("jmp", 0)]).run(100)
except RuntimeError as e: print(e)
try: VM([("nothing",)]).run()
except AttributeError as e: print(e)
try: VM([("add",)]).run()
except IndexError as e: print(e)
bf = "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+."
def brainfuck(src):
    jump, st = {}, []
    for i, c in enumerate(src):
        if c == "[": st.append(i)
        elif c == "]": j = st.pop(); jump[i], jump[j] = j, i
    tape, p, i, out = [0] * 30, 0, 0, ""
    while i < len(src):
        c = src[i]
        if c == ">": p += 1
        elif c == "<": p -= 1
        elif c == "+": tape[p] = (tape[p] + 1) % 256
        elif c == "-": tape[p] = (tape[p] - 1) % 256
        elif c == ".": out += chr(tape[p])
        elif c == "[" and not tape[p]: i = jump[i]
        elif c == "]" and tape[p]: i = jump[i]
        i += 1
    return out
print(brainfuck(bf))
