"""Cut the ground of the archive's map out of Natural Earth, which is public domain.

    git clone --depth 1 https://github.com/martynafford/natural-earth-geojson
    cd natural-earth-geojson
    for archive in 10m/physical/*.7z; do 7z x -y -o10m/physical $archive; done
    python docs/build_ground.py natural-earth-geojson

Coast, lakes, rivers and summits of the Caucasus at 1:10 million, the rest of the Earth
at 1:110 million; no borders and no names. It writes ``evidence/library/ground.json``,
which ``evidence.library.ground`` reads.
"""

# mypy: disable-error-code="import-untyped"
from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiLineString, box, shape

TARGET = Path(__file__).resolve().parents[1] / "evidence" / "library" / "ground.json"
SOURCE = "Natural Earth (naturalearthdata.com), 1:10m and 1:110m physical vectors"
LICENCE = "Public domain"

# West, south, east, north: what is drawn in detail.
NEAR = (38.0, 36.0, 53.0, 45.0)
# Units a degree, how far a line may be moved (in degrees), the smallest lake (in square
# degrees).
NEAR_UNITS, NEAR_TOLERANCE, SMALLEST_LAKE = 1000, 0.003, 0.002
FAR_UNITS, FAR_TOLERANCE = 20, 0.25


def features(folder: Path, name: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    scale = name.split("_")[1]
    text = (folder / scale / "physical" / f"{name}.json").read_text(encoding="utf-8")
    for row in json.loads(text)["features"]:
        if row["geometry"]:
            found = shape(row["geometry"])
            yield (
                found if found.is_valid else found.buffer(0),
                {key.lower(): value for key, value in row["properties"].items()},
            )


def shapes(folder: Path, *names: str) -> list[Any]:
    """Return what is drawn: a river that runs through a lake is drawn as the lake."""
    return [
        found
        for name in names
        for found, facts in features(folder, name)
        if "Centerline" not in str(facts.get("featurecla"))
    ]


def lines_of(found: Any) -> Iterator[list[tuple[float, float]]]:
    if hasattr(found, "geoms"):
        for part in found.geoms:
            yield from lines_of(part)
    elif found.geom_type == "Polygon":
        for ring in (found.exterior, *found.interiors):
            yield list(ring.coords)
    elif found.geom_type == "LineString":
        yield list(found.coords)


def packed(found: Any, units: int) -> list[list[int]]:
    """Return each line as whole numbers: the first point, then steps from the last."""
    lines = []
    for line in lines_of(found):
        points = [(round(x * units), round(y * units)) for x, y, *_height in line]
        kept = [points[0]]
        kept += [b for a, b in zip(points, points[1:], strict=False) if a != b]
        if len(kept) < 2 or (found.geom_type.endswith("Polygon") and len(kept) < 4):
            continue
        steps = list(kept[0])
        for (x, y), (next_x, next_y) in zip(kept, kept[1:], strict=False):
            steps += [next_x - x, next_y - y]
        lines.append(steps)
    return lines


def near(folder: Path) -> dict[str, Any]:
    part = box(*NEAR)

    def cut(found: Any) -> Any:
        return shapely.clip_by_rect(shapely.simplify(found, NEAR_TOLERANCE), *NEAR)

    def areas(found: list[Any], smallest: float = 0) -> Any:
        kept = [one for one in found if one.intersects(part) and one.area >= smallest]
        return cut(shapely.union_all(kept))

    def courses(found: list[Any]) -> Any:
        kept = [one for one in found if one.intersects(part)]
        lines = [line for one in kept for line in lines_of(one)]
        return cut(shapely.line_merge(MultiLineString(lines)))

    lakes = shapes(folder, "ne_10m_lakes", "ne_10m_lakes_europe")
    rivers = shapes(folder, "ne_10m_rivers_lake_centerlines", "ne_10m_rivers_europe")
    summits = [
        [round(point.x * NEAR_UNITS), round(point.y * NEAR_UNITS)]
        for point, facts in features(
            folder, "ne_10m_geography_regions_elevation_points"
        )
        if facts["featurecla"] == "mountain" and point.within(part)
    ]
    return {
        "box": NEAR,
        "units": NEAR_UNITS,
        "land": packed(areas(shapes(folder, "ne_10m_land")), NEAR_UNITS),
        "lakes": packed(areas(lakes, SMALLEST_LAKE), NEAR_UNITS),
        "rivers": packed(courses(rivers), NEAR_UNITS),
        "summits": sorted(summits),
    }


def far(folder: Path) -> dict[str, Any]:
    drawn = {}
    for name in ("land", "lakes", "rivers_lake_centerlines"):
        found = shapely.GeometryCollection(shapes(folder, f"ne_110m_{name}"))
        simple = [shapely.simplify(one, FAR_TOLERANCE) for one in found.geoms]
        lines = [line for one in simple for line in packed(one, FAR_UNITS)]
        drawn[name.partition("_")[0]] = lines
    return {"box": (-180, -90, 180, 90), "units": FAR_UNITS, **drawn, "summits": []}


def main(folder: Path) -> None:
    ground = {
        "source": SOURCE,
        "licence": LICENCE,
        "layers": [near(folder), far(folder)],
    }
    text = json.dumps(ground, separators=(",", ":"))
    # A line of the file for each layer's part, so that changes can be seen.
    for name in ("land", "lakes", "rivers", "summits"):
        text = text.replace(f',"{name}":', f',\n"{name}":')
    TARGET.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
