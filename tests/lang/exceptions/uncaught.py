print("before")

def third(values):
    return values["key"]["deeper"]

def second(values):
    return third(values)

class Runner:
    def run(self):
        return second({"key": None})

Runner().run()
