"""pathfinding: A* over a grid with walls, and Dijkstra over a graph, with heaps."""
from heapq import heappop, heappush


def grid(width, height, seed=11):
    walls = set()
    for y in range(height):
        for x in range(width):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            if (seed >> 16) % 4 == 0 and (x, y) not in ((0, 0), (width - 1, height - 1)):
                walls.add((x, y))
    return walls


def astar(walls, width, height):
    goal = width - 1, height - 1
    frontier = [(0, (0, 0))]
    cost = {(0, 0): 0}
    visited = 0
    while frontier:
        _, here = heappop(frontier)
        visited += 1
        if here == goal:
            return cost[here], visited
        x, y = here
        for there in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if there in walls or not (0 <= there[0] < width and 0 <= there[1] < height):
                continue
            step = cost[here] + 1
            if there not in cost or step < cost[there]:
                cost[there] = step
                heappush(frontier, (step + abs(goal[0] - there[0]) + abs(goal[1] - there[1]), there))
    return None, visited


def dijkstra(edges, start):
    distance = {start: 0}
    queue = [(0, start)]
    while queue:
        d, node = heappop(queue)
        if d > distance[node]:
            continue
        for other, weight in edges[node]:
            if d + weight < distance.get(other, 1 << 30):
                distance[other] = d + weight
                heappush(queue, (d + weight, other))
    return distance


def once():
    out = []
    for seed in (11, 12, 15, 16, 17, 19):
        out.append(astar(grid(90, 90, seed), 90, 90))
    edges = {i: [((i * 7 + k * k) % 9000, (i * k) % 17 + 1) for k in range(1, 8)] for i in range(9000)}
    distance = dijkstra(edges, 0)
    return out, len(distance), max(distance.values())


def run():
    for _ in range(4):
        result = once()
    return result


RESULT = ([(178, 3037), (178, 2106), (None, 6072), (178, 2881), (None, 2), (178, 2139)], 9000, 39)
