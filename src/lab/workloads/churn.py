"""Short-lived objects beside a live set that is replaced little by little. class: allocation rate"""
DIALS = {"rounds": 300, "live": 2000, "turnover": 2000}


class Item:
    def __init__(self, key, payload):
        self.key = key
        self.payload = payload


def run(rounds, live, turnover):
    held = [Item(i, [i]) for i in range(live)]
    total = 0
    for round_ in range(rounds):
        for i in range(turnover):
            item = Item(i, (round_, i))
            total += item.payload[1]
            if i % 7 == 0:
                held[i % live] = item
    return total, len(held)
