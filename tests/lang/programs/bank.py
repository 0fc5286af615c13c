class InsufficientFunds(Exception):
    def __init__(self, need, have):
        super().__init__(f"need {need}, have {have}")
        self.missing = need - have
class Account:
    interest = 0.02
    _next = 1
    def __init__(self, owner, balance=0):
        self.owner, self._balance, self.history = owner, balance, []
        self.number = Account._next
        Account._next += 1
    @property
    def balance(self): return self._balance
    def deposit(self, amount):
        if amount <= 0: raise ValueError("amount must be positive")
        self._balance += amount
        self.history.append(("deposit", amount))
        return self
    def withdraw(self, amount):
        if amount > self._balance: raise InsufficientFunds(amount, self._balance)
        self._balance -= amount
        self.history.append(("withdraw", amount))
        return self
    def __repr__(self): return f"{type(self).__name__}({self.owner!r}, {self._balance:.2f})"
class Savings(Account):
    interest = 0.05
    def year(self): return self.deposit(round(self._balance * self.interest, 2))
a, s = Account("ann", 100), Savings("sam", 1000)
a.deposit(50).withdraw(30)
for _ in range(3): s.year()
print(a, s, a.history, s.history, a.number, s.number)
for action in (lambda: a.withdraw(1000), lambda: a.deposit(-1), lambda: setattr(a, "balance", 1)):
    try: action()
    except InsufficientFunds as e: print(e, e.missing)
    except (ValueError, AttributeError) as e: print(type(e).__name__, e)
def transfer(src, dst, amount):
    try: src.withdraw(amount)
    except InsufficientFunds: return False
    dst.deposit(amount)
    return True
print(transfer(s, a, 500), transfer(a, s, 5000), a, s, sum(x.balance for x in (a, s)))
print(sorted([a, s], key=lambda x: -x.balance), {x.owner: x.balance for x in (a, s)}, max((a, s), key=lambda x: x.interest))
