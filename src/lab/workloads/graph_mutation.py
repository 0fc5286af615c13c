"""A live graph whose edges are rewired at random; nodes fall out of it in knots. class: old objects that die in cycles"""
import random

DIALS = {"nodes": 1500, "steps": 150000}


class Vertex:
    def __init__(self, name):
        self.name = name
        self.edges = []


def run(nodes, steps):
    rng = random.Random(1)
    graph = [Vertex(i) for i in range(nodes)]
    for vertex in graph:
        vertex.edges.extend(rng.choices(graph, k=3))
    for step in range(steps):
        vertex = graph[rng.randrange(nodes)]
        if step % 5 == 0:
            fresh = Vertex(step)
            fresh.edges = [vertex, *vertex.edges[:2]]
            vertex.edges.append(fresh)
            graph[rng.randrange(nodes)] = fresh
        elif vertex.edges:
            vertex.edges[rng.randrange(len(vertex.edges))] = graph[rng.randrange(nodes)]
        if len(vertex.edges) > 8:
            del vertex.edges[:5]
    return sum(len(vertex.edges) for vertex in graph)
