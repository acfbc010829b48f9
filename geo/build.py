"""Build the map layers of a kabupaten from its boundary source: python -m geo.build SOURCE CROSSWALK."""

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from string import Template
from typing import Any

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

HERE = Path(__file__).parent
DEGREES = "EPSG:4326"
SOURCE_COLUMNS = ["village_code", "regency", "date", "valid_on"]
CROSSWALK_COLUMNS = {
    "kemendagri_kecamatan": "kecamatan",
    "kecamatan_kemendagri": "kecamatan_name",
    "kind": "kind",
    "kemendagri_desa": "desa",
    "name_kemendagri": "desa_name",
    "postal_code": "postal_code",
    "bps_kecamatan": "bps_kecamatan",
    "bps_desa": "bps_desa",
}  # and their names from here on
TOLERANCES = (50.0, 75.0, 100.0)  # metres, compared in SOURCE.md, which says why the default is the middle one
HATCH = 1100.0  # metres between the strokes of a kecamatan
DESA_HATCH = 8 / 600  # between the strokes of a desa, as a share of its kecamatan's longer side

Shapes = NDArray[Any]  # of shapely polygons and multipolygons
Files = dict[str, bytes]  # path below the region's folder -> content


class Fault(Exception):
    """Something in the input that the person who runs the build must mend; the message is for them."""


def read(source: Path, crosswalk: Path) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """One row per desa by Kemendagri code, shapes in metres (UTM), and the codes repaired; Fault if they do not fit."""
    codes = _table(lambda: pandas.read_csv(crosswalk, dtype=str, keep_default_na=False), crosswalk, CROSSWALK_COLUMNS)
    codes = codes.rename(columns=CROSSWALK_COLUMNS)[list(CROSSWALK_COLUMNS.values())]
    frame = _table(lambda: geopandas.read_file(source), source, SOURCE_COLUMNS)
    if not isinstance(frame, geopandas.GeoDataFrame) or frame.crs is None or frame.geometry.isna().any():
        raise Fault(f"Berkas {source} tidak memuat bentuk setiap desa beserta sistem koordinatnya.")
    frame["bps_desa"] = frame["village_code"].astype(str).str.replace(r"\D", "", regex=True)
    _same_codes(codes["bps_desa"], frame["bps_desa"])
    joined = frame[[*SOURCE_COLUMNS, "bps_desa", "geometry"]].merge(codes, on="bps_desa").sort_values("desa")
    joined = joined.reset_index(drop=True).to_crs(frame.estimate_utm_crs())
    broken = ~joined.is_valid
    joined.loc[broken, "geometry"] = joined.geometry[broken].make_valid(method="structure", keep_collapsed=False)
    wrong = shapely.length(shapely.coverage_invalid_edges(joined.geometry.to_numpy())) > 0
    if wrong.any():
        raise Fault(f"Batas desa saling bertumpuk atau tidak bertemu tepat: {_listed(joined['desa_name'][wrong])}.")
    return joined, list(joined["desa"][broken])


def _table(reader: Callable[[], pandas.DataFrame], path: Path, columns: Iterable[str]) -> pandas.DataFrame:
    try:
        frame = reader()
    except Exception as error:  # pandas and pyogrio each raise many kinds; for the reader they are one
        raise Fault(f"Berkas {path} tidak ada atau tidak dapat dibaca.") from error
    if missing := [name for name in columns if name not in frame]:
        raise Fault(f"Berkas {path} tidak memuat kolom yang diperlukan: {_listed(missing)}.")
    return frame


def _same_codes(crosswalk: "pandas.Series[str]", source: "pandas.Series[str]") -> None:
    for codes, others, where in ((crosswalk, source, "padanan kode"), (source, crosswalk, "batas wilayah")):
        if codes.duplicated().any():
            raise Fault(f"Kode BPS desa berulang dalam berkas {where}: {_listed(codes[codes.duplicated()])}.")
        if alone := sorted(set(codes) - set(others)):
            raise Fault(f"Desa (kode BPS) hanya ada dalam berkas {where}, tidak dalam yang lain: {_listed(alone)}.")


def _listed(words: Iterable[str]) -> str:
    words = list(words)
    return ", ".join(words[:5]) + (f" dan {len(words) - 5} lainnya" if len(words) > 5 else "")


def project(shapes: Shapes, source: object, target: object) -> Shapes:
    """Shapes in the CRS `target`."""
    return np.asarray(geopandas.GeoSeries(shapes, crs=source).to_crs(target))


def dissolve(desa: Shapes, codes: "pandas.Series[str]") -> Shapes:
    """The unions of the desa that share a code, in the order of the codes."""
    return np.array([shapely.coverage_union_all(desa[codes == code]) for code in sorted(set(codes))])


def draw(frame: geopandas.GeoDataFrame, tolerance: float) -> tuple[Shapes, Shapes]:
    """Desa and kecamatan in degrees, simplified by `tolerance` metres, rounded; Fault if that breaks the coverage."""
    simple = shapely.coverage_simplify(frame.geometry.to_numpy(), tolerance)
    desa = shapely.transform(project(simple, frame.crs, DEGREES), lambda points: np.round(points, 5))
    if tolerance <= 0 or not (shapely.is_valid(desa).all() and shapely.coverage_is_valid(desa)):
        raise Fault(f"Toleransi {tolerance:g} m tidak menghasilkan batas desa yang utuh; pilih yang lain.")
    return _wound(desa), _wound(dissolve(desa, frame["kecamatan"]))


def _wound(shapes: Shapes) -> Shapes:
    """The same shapes with clockwise exteriors, as d3-geo needs them: otherwise a shape fills the rest of the world."""
    parts = [shapely.get_parts(shape) for shape in shapes]
    plain = [shapely.multipolygons(some) if len(some) > 1 else some[0] for some in parts]
    return np.asarray(shapely.orient_polygons(shapely.normalize(np.array(plain)), exterior_cw=True))


def mainland(shapes: Shapes, whole: Any) -> Shapes:
    """Each shape without its islands: its parts in the largest piece of `whole`, or its largest part if it has none."""
    main = max(shapely.get_parts(whole), key=lambda part: part.area)
    shapely.prepare(main)
    parts = [shapely.get_parts(shape) for shape in shapes]
    inside = [some[shapely.contains(main, shapely.point_on_surface(some))] for some in parts]
    return np.array(
        [
            shapely.multipolygons(land if len(land) else [max(some, key=lambda part: part.area)])
            for land, some in zip(inside, parts, strict=True)
        ]
    )


def label_points(shapes: Shapes) -> Shapes:
    """The middle of the widest circle inside each shape's largest part; shapes in metres."""
    largest = [max(shapely.get_parts(shape), key=lambda part: part.area) for shape in shapes]
    return np.asarray(shapely.get_point(shapely.maximum_inscribed_circle(np.array(largest), tolerance=10), 0))


def neighbours(codes: list[str], shapes: Shapes) -> list[str]:
    """For each shape the codes, space separated, of those that share a border of positive length with it."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="touches")
    border = shapely.length(shapely.intersection(shapes[left], shapes[right])) > 0
    pairs = set(zip(left[border].tolist(), right[border].tolist(), strict=True))
    return [" ".join(code for j, code in enumerate(codes) if (i, j) in pairs) for i in range(len(codes))]


def places(frame: geopandas.GeoDataFrame, drawn: dict[str, Shapes]) -> pandas.DataFrame:
    """places.csv: the kecamatan, then the desa; `drawn` holds the shapes of each level in degrees."""
    whole = shapely.coverage_union_all(drawn["desa"])
    kab = frame["kecamatan"].str.rpartition(".")[0]
    levels = []
    for level, parent in (("kecamatan", kab), ("desa", frame["kecamatan"])):
        rows = frame.assign(parent=parent).drop_duplicates(level).reset_index(drop=True)
        exact = dissolve(frame.geometry.to_numpy(), frame[level])
        land = mainland(drawn[level], whole)
        labels = project(label_points(project(land, DEGREES, frame.crs)), frame.crs, DEGREES)
        sides = shapely.bounds(land).T
        levels.append(
            pandas.DataFrame(
                {
                    "code": rows[level],
                    "level": level,
                    "name": rows[f"{level}_name"],
                    "kind": rows["kind"] if level == "desa" else level,
                    "parent": rows["parent"],
                    "bps_code": rows[f"bps_{level}"],
                    "area_km2": (shapely.area(exact) / 1e6).round(4),
                    "label_lon": shapely.get_x(labels).round(5),
                    "label_lat": shapely.get_y(labels).round(5),
                    "neighbours": neighbours(list(rows[level]), exact),
                    "postal_code": rows["postal_code"] if level == "desa" else "",
                    "mainland_west": sides[0],
                    "mainland_south": sides[1],
                    "mainland_east": sides[2],
                    "mainland_north": sides[3],
                }
            )
        )
    return pandas.concat(levels, ignore_index=True)


def hatch(codes: Iterable[str], shapes: Shapes, crs: object, spacing: float) -> bytes:
    """JSON: code -> strokes [[lon, lat], [lon, lat]] at 45 degrees, `spacing` metres apart, in step across borders."""
    west, south, east, north = shapely.total_bounds(shapes)
    step = spacing * 2**0.5
    starts = np.arange(np.floor((west - north) / step), np.ceil((east - south) / step)) * step  # x - y along a stroke
    lines = shapely.multilinestrings([[(x + south, south), (x + north, north)] for x in starts])
    strokes = {}
    for code, shape in zip(codes, shapes, strict=True):
        parts = shapely.get_parts(shapely.intersection(lines, shape))
        kept = project(parts[shapely.length(parts) > spacing / 8], crs, DEGREES)
        strokes[code] = shapely.get_coordinates(kept).round(4).reshape(-1, 2, 2).tolist()
    return json.dumps(strokes, separators=(",", ":")).encode()


def geojson(codes: Iterable[str], names: Iterable[str], shapes: Shapes) -> bytes:
    """A FeatureCollection, one feature a line."""
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "name": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, name, shape in zip(codes, names, shapes, strict=True)
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode()


def layers(frame: geopandas.GeoDataFrame, desa: Shapes, kecamatan: Shapes) -> Files:
    """Every file but SOURCE.md; shapes as drawn."""
    rows = places(frame, {"desa": desa, "kecamatan": kecamatan})
    above, below = rows[rows["level"] == "kecamatan"], rows[rows["level"] == "desa"]
    metres = project(desa, DEGREES, frame.crs)
    files = {
        "places.csv": rows.to_csv(index=False, lineterminator="\n").encode(),
        "kecamatan.geojson": geojson(above["code"], above["name"], kecamatan),
        "hatch.json": hatch(above["code"], project(kecamatan, DEGREES, frame.crs), frame.crs, HATCH),
    }
    for code, *sides in above[["code", *above.filter(like="mainland_")]].itertuples(index=False):
        of = (below["parent"] == code).to_numpy()
        spacing = DESA_HATCH * max(sides[2] - sides[0], sides[3] - sides[1]) * 111_000  # metres in a degree
        files[f"desa/{code}.geojson"] = geojson(below["code"][of], below["name"][of], desa[of])
        files[f"desa/{code}.hatch.json"] = hatch(below["code"][of], metres[of], frame.crs, spacing)
    return files


def cost(frame: geopandas.GeoDataFrame, tolerance: float) -> dict[str, object]:
    """What simplifying by `tolerance` metres costs: vertices, gzipped kB and area errors of both levels, as text."""
    found: dict[str, object] = {"tolerance": f"{tolerance:g}"}
    for level, shapes in zip(("desa", "kecamatan"), draw(frame, tolerance), strict=True):
        rows = frame.drop_duplicates(level)
        exact = shapely.area(dissolve(frame.geometry.to_numpy(), frame[level]))
        drawn = shapely.area(project(shapes, DEGREES, frame.crs))
        error = np.abs(drawn / exact - 1)
        packed = gzip.compress(geojson(rows[level], rows[f"{level}_name"], shapes))
        found |= {
            f"{level}_vertices": shapely.get_num_coordinates(shapes).sum(),
            f"{level}_error": f"{error.max():.2%}",
            f"{level}_kb": round(len(packed) / 1000),
            f"{level}_worst": rows[f"{level}_name"].iloc[int(error.argmax())],
            "area": f"{exact.sum() / 1e6:.2f}",
            "total_error": f"{drawn.sum() / exact.sum() - 1:+.4%}",
        }
    return found


def source_note(frame: geopandas.GeoDataFrame, files: Files, given: argparse.Namespace, repaired: str) -> bytes:
    """SOURCE.md: the template filled with what was read, made and measured."""
    costs = {metres: cost(frame, metres) for metres in sorted({*TOLERANCES, given.tolerance})}
    line = Template(
        "| $tolerance m | $kecamatan_vertices | $kecamatan_kb kB | $kecamatan_error "
        "| $desa_vertices | $desa_kb kB | $desa_error | $total_error |"
    )
    sizes = {
        name: sum(len(files[path]) for path in files if Path(path).match(pattern))
        for name, pattern in (
            ("kecamatan_bytes", "kecamatan.geojson"),
            ("desa_bytes", "desa/*.geojson"),
            ("hatch_bytes", "*hatch.json"),
        )
    }
    hashes = {
        f"{path}_sha": hashlib.sha256(vars(given)[path].read_bytes()).hexdigest() for path in ("source", "crosswalk")
    }
    regency, date, valid_on = (str(frame[name].iloc[0]) for name in ("regency", "date", "valid_on"))
    return (
        Template((HERE / "SOURCE.template.md").read_text("utf-8"))
        .substitute(
            costs[given.tolerance] | sizes | hashes,
            table="\n".join(line.substitute(one) for one in costs.values()),
            source=given.source.name,
            crosswalk=given.crosswalk.name,
            repaired=repaired,
            crs=frame.crs,
            regency=regency,
            date=date[:10],
            valid_on=valid_on[:10],
            year=valid_on[:4],
            n_desa=len(frame),
            n_kecamatan=frame["kecamatan"].nunique(),
            pixel=round(np.ptp(frame.total_bounds[[0, 2]]) / 900),
        )
        .encode()
    )


def main(arguments: list[str] | None = None) -> int:
    """The command; 0, or 2 after one sentence about what is wrong with the input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="desa boundaries (COD-AB), any format GDAL reads")
    parser.add_argument("crosswalk", type=Path, help="CSV: Kemendagri code beside BPS code, one row per desa")
    parser.add_argument("--out", type=Path, help="folder to write; default geo/<name of the kabupaten>")
    parser.add_argument("--tolerance", type=float, default=TOLERANCES[1], help="metres")
    given = parser.parse_args(arguments)
    try:
        frame, repaired = read(given.source, given.crosswalk)
        files = layers(frame, *draw(frame, given.tolerance))
        files["SOURCE.md"] = source_note(frame, files, given, _listed(repaired) or "nothing")
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 2
    out = given.out or HERE / frame["regency"].iloc[0].lower().replace(" ", "_")
    for old in out.glob("desa/*json"):
        old.unlink()
    for path, content in files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(content)
    print(f"{out}: {len(frame)} desa, {len(files)} berkas. Diperbaiki: {_listed(repaired) or 'tidak ada'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
