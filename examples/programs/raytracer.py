"""A ray tracer: spheres and a chequered floor, shadows, mirrors, in text or as a PPM picture.

    raytracer.py                      draws the scene with characters
    raytracer.py --format ppm > a.ppm
    raytracer.py --scene scene.json   traces a scene of your own

A scene is JSON: {"camera": [x, y, z], "lights": [[x, y, z]], "spheres": [{"center": [x, y, z],
"radius": r, "color": [r, g, b], "mirror": 0..1}]}.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol, Self

SHADES = " .:-=+*#%@"
MAX_BOUNCES = 4
NEAR = 1e-6


class Vec(NamedTuple):
    """Three numbers: a point, a direction or a colour."""

    x: float
    y: float
    z: float

    def __add__(self, other: Vec) -> Vec:  # type: ignore[override]
        return Vec(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: Vec) -> Vec:
        return Vec(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor: float) -> Vec:  # type: ignore[override]
        return Vec(self.x * factor, self.y * factor, self.z * factor)

    def __matmul__(self, other: Vec) -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self) -> Vec:
        return self * (1 / math.sqrt(self @ self))

    def reflect(self, normal: Vec) -> Vec:
        return self - normal * (2 * (self @ normal))


WHITE = Vec(1.0, 1.0, 1.0)
SKY = Vec(0.5, 0.7, 1.0)


class Ray(NamedTuple):
    origin: Vec
    direction: Vec

    def at(self, distance: float) -> Vec:
        return self.origin + self.direction * distance


class Shape(Protocol):
    mirror: float

    def hit(self, ray: Ray) -> float | None:
        """Distance to the nearest point in front of the ray's origin."""

    def normal(self, point: Vec) -> Vec: ...

    def color_at(self, point: Vec) -> Vec: ...


@dataclass(frozen=True, slots=True)
class Sphere:
    center: Vec
    radius: float
    color: Vec = WHITE
    mirror: float = 0.0

    def hit(self, ray: Ray) -> float | None:
        to_center = self.center - ray.origin
        along = to_center @ ray.direction
        inside = self.radius**2 - (to_center @ to_center - along * along)
        if inside < 0:
            return None
        half = math.sqrt(inside)
        return next((distance for distance in (along - half, along + half) if distance > NEAR), None)

    def normal(self, point: Vec) -> Vec:
        return (point - self.center) * (1 / self.radius)

    def color_at(self, point: Vec) -> Vec:
        return self.color


@dataclass(frozen=True, slots=True)
class Floor:
    height: float = -1.0
    light: Vec = Vec(0.9, 0.9, 0.85)
    dark: Vec = Vec(0.15, 0.2, 0.25)
    mirror: float = 0.1

    def hit(self, ray: Ray) -> float | None:
        if abs(ray.direction.y) < NEAR:
            return None
        distance = (self.height - ray.origin.y) / ray.direction.y
        return distance if distance > NEAR else None

    def normal(self, point: Vec) -> Vec:
        return Vec(0.0, 1.0, 0.0)

    def color_at(self, point: Vec) -> Vec:
        return self.light if (math.floor(point.x) + math.floor(point.z)) % 2 == 0 else self.dark


@dataclass
class Scene:
    camera: Vec
    lights: list[Vec]
    shapes: list[Shape]
    rays: int = field(default=0, init=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        data = json.loads(text)
        try:
            spheres = [
                Sphere(Vec(*item["center"]), item["radius"], Vec(*item.get("color", WHITE)), item.get("mirror", 0.0))
                for item in data["spheres"]
            ]
            return cls(Vec(*data["camera"]), [Vec(*light) for light in data["lights"]], [Floor(), *spheres])
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a scene: {error!r}") from error

    def to_json(self) -> str:
        spheres = [asdict(shape) for shape in self.shapes if isinstance(shape, Sphere)]
        return json.dumps({"camera": self.camera, "lights": self.lights, "spheres": spheres})

    def nearest(self, ray: Ray) -> tuple[float, Shape] | None:
        self.rays += 1
        best: tuple[float, Shape] | None = None
        for shape in self.shapes:
            distance = shape.hit(ray)
            if distance is not None and (best is None or distance < best[0]):
                best = distance, shape
        return best

    def shadowed(self, point: Vec, light: Vec) -> bool:
        way = light - point
        self.rays += 1
        ray = Ray(point, way.unit())
        length = math.sqrt(way @ way)
        return any((d := shape.hit(ray)) is not None and d < length for shape in self.shapes)

    def color(self, ray: Ray, bounces: int = 0) -> Vec:
        found = self.nearest(ray)
        if found is None:
            return SKY * (0.4 + 0.6 * max(0.0, ray.direction.y))
        distance, shape = found
        point = ray.at(distance)
        normal = shape.normal(point)
        point += normal * 1e-5
        light = 0.1
        shine = 0.0
        for source in self.lights:
            if self.shadowed(point, source):
                continue
            toward = (source - point).unit()
            light += 0.8 * max(0.0, toward @ normal)
            shine += max(0.0, ray.direction.reflect(normal) @ toward) ** 40
        color = shape.color_at(point) * light + WHITE * (0.5 * shine)
        if shape.mirror > 0 and bounces < MAX_BOUNCES:
            mirrored = self.color(Ray(point, ray.direction.reflect(normal)), bounces + 1)
            color = color * (1 - shape.mirror) + mirrored * shape.mirror
        return color

    def picture(self, width: int, height: int, pixel_ratio: float) -> Iterator[list[Vec]]:
        """Rows of colours, top to bottom; `pixel_ratio`: a pixel's height in widths."""
        for row in range(height):
            up = (0.5 - (row + 0.5) / height) * height * pixel_ratio / width
            yield [
                self.color(Ray(self.camera, Vec((column + 0.5) / width - 0.5, up, 0.8).unit()))
                for column in range(width)
            ]


def standard_scene() -> Scene:
    spheres = [
        Sphere(Vec(0.0, 0.0, 3.0), 1.0, Vec(0.9, 0.2, 0.2), 0.3),
        Sphere(Vec(-1.7, -0.3, 2.6), 0.7, Vec(0.2, 0.8, 0.3), 0.2),
        Sphere(Vec(1.6, -0.45, 2.2), 0.55, Vec(0.3, 0.4, 1.0), 0.5),
    ]
    ring = [
        Sphere(Vec(2.4 * math.cos(angle), -0.8, 3 + 2.4 * math.sin(angle)), 0.2, Vec(1.0, 0.8, 0.2))
        for angle in (math.tau * step / 9 for step in range(9))
    ]
    return Scene(Vec(0.0, 0.4, -1.0), [Vec(-4.0, 5.0, -2.0), Vec(5.0, 3.0, -3.0)], [Floor(), *spheres, *ring])


def brightness(color: Vec) -> float:
    """What the eye makes of a colour, 0 to 1."""
    return min(1.0, 0.2126 * color.x + 0.7152 * color.y + 0.0722 * color.z)


def to_bytes(color: Vec) -> bytes:
    """Three bytes, with gamma 2."""
    return bytes(round(255 * math.sqrt(min(1.0, max(0.0, part)))) for part in color)


def main() -> int:
    parser = argparse.ArgumentParser(prog="raytracer.py", description="Trace a scene of spheres.")
    parser.add_argument("--size", default="72x26", help="width x height in pixels (default: %(default)s)")
    parser.add_argument("--format", choices=["text", "ppm", "hash", "json"], default="text", help="what to print (default: %(default)s)")
    parser.add_argument("--scene", type=Path, help="a JSON file")
    options = parser.parse_args()
    try:
        width, height = map(int, options.size.split("x"))
    except ValueError:
        parser.error(f"not a size: {options.size!r}")
    try:
        scene = Scene.from_json(options.scene.read_text()) if options.scene else standard_scene()
    except (OSError, ValueError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    if options.format == "json":
        print(json.dumps(json.loads(scene.to_json()), indent=2)[:400])
        return 0
    rows = scene.picture(width, height, 2.0 if options.format == "text" else 1.0)
    if options.format == "text":
        for row in rows:
            print("".join(SHADES[min(9, int(brightness(color) * 10))] for color in row).rstrip())
        print(f"{width * height} pixels, {scene.rays} rays")
        return 0
    data = b"P6 %d %d 255\n" % (width, height) + b"".join(to_bytes(color) for row in rows for color in row)
    if options.format == "hash":
        print(len(data), hashlib.sha256(data).hexdigest())
    else:
        sys.stdout.buffer.write(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
