"""Opens every export with the programs that read such files, and fails where one of them objects.

Usage: check.py CLAIMBOOK SAMPLES WORK. CLAIMBOOK is the program, SAMPLES the folder samples/, WORK an empty folder.
Books: the acceptance case (samples/linking) and the invented articles of the demo (samples/articles).
"""

import csv
import json
import subprocess
import sys
import warnings
from datetime import date
from pathlib import Path

warnings.filterwarnings("ignore")

import jsonschema  # noqa: E402
import pandas  # noqa: E402
import pyarrow.parquet  # noqa: E402
import rdflib  # noqa: E402
import stix2  # noqa: E402
from followthemoney import model  # noqa: E402

HERE = Path(__file__).parent
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")


def load(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def tabular(folder, name, width):
    """CSV in the columns of another code book: width, types as the sidecar says, one sidecar row a row."""
    frame = pandas.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
    schema = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    columns = schema["columns"]
    assert list(frame.columns) == [c["name"] for c in columns] and len(columns) == width, name
    for column in columns:
        told = frame[column["name"]][frame[column["name"]] != ""]
        kind = column["type"]
        if kind == "integer":
            assert (told == told.astype("int64").astype(str)).all(), (name, column["name"])
        elif kind == "number":
            told.astype(float)
        elif kind == "date":
            told.map(date.fromisoformat)
        elif kind == "datetime":
            pandas.to_datetime(told, format="%Y-%m-%d %H:%M:%S.%f")
    ids = frame.iloc[:, 0]
    assert ids.str.fullmatch("CB-[0-9a-f]{16}").all() and ids.is_unique, name
    assert [r["id"] for r in schema["rows"]] == list(ids), name
    dropped = pandas.read_csv(folder / f"{name}.dropped.csv", dtype=str)
    assert list(dropped.columns) == ["claimbook_incident_id", "reason"] and dropped["reason"].notna().all()
    assert len(dropped) == schema["dropped"]
    return frame


def parquet(folder):
    """Types and values as pyarrow and pandas read them, equal to the CSV of the same table."""
    table = pyarrow.parquet.read_table(folder / "incidents.parquet")
    columns = {t["name"]: t["columns"] for t in json.loads((folder / "tables/schema.json").read_text())["tables"]}
    types = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool", "date": "date32[day]"}
    assert [(f.name, str(f.type)) for f in table.schema] == [
        (c["name"], types[c["type"]]) for c in columns["incidents"]
    ]
    frame = table.to_pandas()
    plain = pandas.read_csv(folder / "tables/incidents.csv")
    assert list(frame["incident"]) == sorted(frame["incident"]) == list(plain["incident"])
    assert frame["accounts"].tolist() == plain["accounts"].tolist()
    assert frame["lat"].fillna(0).tolist() == plain["lat"].fillna(0).tolist()
    return frame


def tables(folder):
    """CSV and JSONL of each table tell the same, and references hold."""
    keys = {}
    for table in json.loads((folder / "tables/schema.json").read_text())["tables"]:
        name, columns = table["name"], [c["name"] for c in table["columns"]]
        rows = list(csv.DictReader((folder / f"tables/{name}.csv").open(encoding="utf-8", newline="")))
        objects = lines(folder / f"tables/{name}.jsonl")
        assert len(rows) == len(objects), name
        for row, entry in zip(rows, objects):
            assert list(row) == columns and set(entry) <= set(columns), (name, set(entry) - set(columns))
            assert row[columns[0]] == entry[columns[0]]
        keys[name] = {entry[columns[0]]: entry for entry in objects}
        assert len(keys[name]) == len(objects), name
    for report in keys["reports"].values():
        assert report["incident"] in keys["incidents"] and report["article"] in keys["articles"]
    for claim in keys["claims"].values():
        assert claim["report"] in keys["reports"] and claim["incident"] in keys["incidents"]


def plover(folder):
    validator = jsonschema.Draft202012Validator(load("plover.schema.json"))
    events = lines(folder / "events.plover.jsonl")
    for event in events:
        validator.validate(event)
        for axis in ("lat", "lon"):
            value = event.get("event_loc", {}).get(axis, 0)
            assert round(value, 2) == value
    return events


def ftm(folder):
    """Every entity is valid, nothing is lost in cleaning, and every edge ends at an entity of a fitting schema."""
    entities = {}
    for raw in lines(folder / "entities.ftm.jsonl"):
        schema = model.get(raw["schema"])
        for name, values in raw["properties"].items():
            prop = schema.get(name)
            assert prop is not None, (raw["schema"], name)
            for value in values:
                assert prop.type.clean(value) is not None, (raw["schema"], name, value)
        schema.validate(raw)
        entities[raw["id"]] = model.get_proxy(raw)
    for entity in entities.values():
        for prop in entity.iterprops():
            if prop.type.name == "entity":
                for value in entity.get(prop):
                    assert entities[value].schema.is_a(prop.range), (entity.schema.name, prop.name)
    return entities


def stix(folder):
    text = (folder / "bundle.stix.json").read_text(encoding="utf-8")
    bundle = stix2.parse(text, allow_custom=False, version="2.1")
    ids = {o.id for o in bundle.objects}
    assert len(ids) == len(bundle.objects)
    for thing in bundle.objects:
        refs = [thing.get(k) for k in ("created_by_ref", "source_ref", "target_ref")] + list(thing.get("object_refs", []))
        assert all(ref in ids for ref in refs if ref), thing.id
        assert thing.id.split("--")[1][14] == "5", "a UUID of version 5"
    return bundle.objects


def prov(folder):
    graph = rdflib.Graph().parse(folder / "graph.prov.json", format="json-ld")
    captures = set()
    for label in ("incident", "incident report", "article"):
        nodes = set(graph.subjects(rdflib.RDFS.label, rdflib.Literal(label)))
        assert nodes, label
        for node in nodes:
            assert (node, rdflib.RDF.type, PROV.Entity) in graph
            derived = set(graph.objects(node, PROV.wasDerivedFrom))
            assert derived, (label, node)
            for other in derived:
                assert (other, rdflib.RDF.type, PROV.Entity) in graph
            if label == "article":
                captures |= derived
    assert all(str(c).startswith("urn:sha256:") for c in captures)
    agents = set(graph.objects(None, PROV.wasAssociatedWith))
    assert all((a, rdflib.RDF.type, PROV.Agent) in graph for a in agents)
    return graph


def timemap(folder):
    document = json.loads((folder / "timemap.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(load("timemap.schema.json")).validate(document)
    known = {kind: {entry["id"] for entry in document[kind]} for kind in ("sources", "associations")}
    for event in document["events"]:
        for kind, ids in known.items():
            assert set(event[kind]) <= ids
    return document


REGISTER = """
[[actor]]
id = "tal_noor_resistance"
name = "Tal Noor Resistance"
kind = "umbrella"
country = "IQ"
references = ["invented"]

[[actor]]
id = "qasri_front"
name = "Qasri Front"
kind = "armed_group"
country = "IQ"
references = ["invented"]
relation = [{ type = "member_of", object = "tal_noor_resistance", since = "2023-10" }]
"""


def book(program, inputs, folder, register=None):
    """A ledger of some articles, with every export of it; `register` lays actors over the built-in ones."""
    folder.mkdir()
    own = []
    if register:
        (folder / "codebook/actors").mkdir(parents=True)
        (folder / "codebook/actors/own.toml").write_text(register, encoding="utf-8")
        own = ["--codebook", "codebook"]

    def run(*words):
        ran = subprocess.run([program, *own, *words], cwd=folder, capture_output=True, text=True)
        assert ran.returncode in (0, 3), (words, ran.stderr)
        return ran.stdout

    run("add", *map(str, inputs))
    for name in ("acled", "ged", "gtd"):
        run("export", "--as", name, "--out", f"{name}.csv")
    for name, out in [
        ("parquet", "incidents.parquet"),
        ("tables", "tables"),
        ("plover", "events.plover.jsonl"),
        ("ftm", "entities.ftm.jsonl"),
        ("stix", "bundle.stix.json"),
        ("prov", "graph.prov.json"),
        ("timemap", "timemap.json"),
        ("csv", "reports.csv"),
        ("geojson", "map.geojson"),
    ]:
        run("export", "--as", name, "--out", out)
    return run


def every(folder):
    """All readers over one book."""
    widths = {"acled": 31, "ged": 49, "gtd": 135}
    read = {name: tabular(folder, name, width) for name, width in widths.items()}
    tables(folder)
    for name, reader in [
        ("parquet", parquet), ("plover", plover), ("ftm", ftm), ("stix", stix), ("prov", prov), ("timemap", timemap)
    ]:
        read[name] = reader(folder)
    return read


def acceptance(read):
    """One incident of six accounts, five of them independent, two claims of it; and a series that is no one event."""
    assert [len(read[name]) for name in ("acled", "ged", "gtd")] == [1, 0, 1]
    frame = read["parquet"]
    attack = frame[frame["accounts"] == 6].iloc[0]
    assert attack["independent"] == 5 and attack["claimed_by"] == "Qasri Front; Tal Noor Resistance"
    assert attack["date_earliest"] == date(2024, 3, 5) and attack["injured_high"] == 2
    event = next(e for e in read["plover"] if e["date"] == "2024-03-05")
    assert (event["event"], event["mode"]) == (["ASSAULT"], ["drone"])
    assert {c["speaker"] for c in event["x_claims"] if c["act"] == "claims"} == {"Qasri Front", "Tal Noor Resistance"}
    kinds = [o.type for o in read["stix"]]
    assert kinds.count("threat-actor") == 2 and kinds.count("incident") == 2 and kinds.count("report") == 7
    schemata = [e.schema.name for e in read["ftm"].values()]
    assert schemata.count("Event") == 2 and schemata.count("Article") == 7 and "UnknownLink" in schemata
    assert len(read["timemap"]["events"]) == 2 and len(read["timemap"]["sources"]) == 7


def main():
    program, samples, work = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), Path(sys.argv[3])
    run = book(program, [samples / "linking/harir.jsonl"], work / "harir")
    acceptance(every(work / "harir"))
    for name in ("ftm", "plover"):
        assert run("export", "--as", name, "--since", "14") == "", "nothing changed since the last entry"
    book(program, [samples / "articles"], work / "articles")
    every(work / "articles")
    book(program, [samples / "linking/harir.jsonl"], work / "register", REGISTER)
    read = every(work / "register")
    member = next(e for e in read["ftm"].values() if e.schema.name == "Membership")
    assert member.first("startDate") == "2023-10"
    assert read["gtd"]["compclaim"].tolist() == ["0"], "a relation of the register joins the two claims"
    print("exports: read by pandas, pyarrow, followthemoney, stix2, rdflib and jsonschema")


if __name__ == "__main__":
    main()
