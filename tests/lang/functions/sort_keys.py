people = [("Ann", 31, "Oslo"), ("Bob", 25, "Rome"), ("Cid", 31, "Bonn"), ("Dee", 25, "Oslo")]
print(sorted(people, key=lambda p: p[1]))
print(sorted(people, key=lambda p: (-p[1], p[2])))
print(max(people, key=lambda p: (p[1], p[0])), min(people, key=lambda p: p[2]))
by_age = {}
for name, age, city in people:
    by_age.setdefault(age, []).append(name)
print(by_age, {city: sum(1 for p in people if p[2] == city) for city in sorted({p[2] for p in people})})
table = [dict(zip(("name", "age", "city"), p)) for p in people]
print([row["name"] for row in table if row["age"] > 30], sorted(table, key=lambda r: r["city"])[0])
print(*(f"{r['name']:<5}{r['age']:>4} {r['city']:^8}|" for r in table), sep="\n")
names, ages, cities = zip(*people)
print(names, sum(ages) / len(ages), set(cities) == {"Oslo", "Rome", "Bonn"})
