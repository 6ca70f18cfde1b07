"""Writes N synthetic articles as JSON lines, a file a month: one in ten from a file of articles with names and places swapped, the
others everyday text made of invented sentences. The same arguments give the same bytes.

    claimbook-eval corpus articles ../../corpus/press --split train --out articles.jsonl
    python3 synthetic.py articles.jsonl 100000 out/ [months]
"""

import json
import random
import re
import sys
from pathlib import Path

PLACES = ("Qarn Dahra Sellim Orbe Northgate Marwa Tessit Ouria Belmora Kestane Harsa Vellin Adria Sumra Tolva Dersim Kirova Lahra Menka "
          "Ostrava Paloma Rimal Sabha Tarifa Ulmen Varna Wadira Yumra Zelva Ankor").split()
NAMES = ("Samer Layla Omar Nadia Karim Hana Yusuf Mira Tariq Salma Ivan Olena Petro Daria Marko Ana Luis Carmen Pedro Rosa Amadou Fatou "
         "Moussa Awa Ibrahim Zainab Chidi Ngozi Abel Ruth").split()
FAMILIES = ("Qandoura Haddad Nasser Bekele Okafor Diallo Traore Petrov Melnyk Horvat Silva Mendez Rojas Castro Aydin Demir Kaya Rahman "
            "Hossain Khan Malik Sharif Aziz Farah Warsame Ouedraogo Kone Sesay Banda Phiri").split()

EVERYDAY = [
    "The council of {place} approved a new library on {street} Street, which will open next spring with {n} reading rooms.",
    "{name} {family} has baked bread in {place} for {n} years and still gets up at three in the morning.",
    "Rain fell over {place} for most of the week, and the river stood {n} centimetres above its usual level.",
    "The home side won by {n} to one after {family} scored twice in the second half before a cheerful crowd.",
    "Farmers near {place} expect a good harvest of apples, said {name} {family}, who keeps {n} hectares of orchards.",
    "A choir of {n} singers from {place} will tour the coast in summer with songs that {family} collected.",
    "The school board met on Tuesday and agreed to buy {n} computers for the classes of {name} {family}.",
    "Ferry fares between {place} and {place2} rise by {n} per cent in January, the operator wrote on its page.",
    "You can make the soup with leeks or with onions; simmer it for {n} minutes and serve it with brown bread.",
    "The museum in {place} shows {n} landscapes by {name} {family}, most of them lent by private owners.",
    "Shares of the dairy company rose by {n} per cent after it reported better sales of cheese and yoghurt.",
    "The new tram line will have {n} stops and shorten the way from {place} to {place2} by a quarter of an hour.",
    "{name} {family} finished the marathon in {place} in just over {n} hours and thanked the volunteers.",
    "Engineers will renew the water pipes under {street} Street, and traffic is led over the old bridge for {n} weeks.",
    "The film festival opens in {place} with a comedy by {family} about two sisters who inherit a vineyard.",
    "A study of {n} gardens found more bees where flowers are left to bloom until autumn, the university said.",
    "The chess club of {place} celebrates {n} years with an open evening, tea and a lecture by {name} {family}.",
    "Prices of flats in {place} fell for the {n}th month in a row, according to the statistics office.",
]


def everyday(rng):
    sentences = []
    for _ in range(rng.randint(12, 28)):
        sentences.append(rng.choice(EVERYDAY).format(
            place=rng.choice(PLACES), place2=rng.choice(PLACES), name=rng.choice(NAMES), family=rng.choice(FAMILIES),
            street=rng.choice(FAMILIES), n=rng.randint(2, 90)))
    return " ".join(sentences)


def swapped(rng, body, place_names):
    """Capitalised words that the article uses as places become others, numbers move a little."""
    change = {}

    def word(match):
        found = match.group(0)
        if found in place_names:
            return change.setdefault(found, rng.choice(PLACES))
        return found

    body = re.sub(r"\b[A-Z][a-z]{3,}\b", word, body)
    return re.sub(r"\b([2-9]|[1-4][0-9])\b(?! (?:January|February|March|April|May|June|July|August|September|October|November|December))",
                  lambda m: str(max(2, int(m.group(1)) + rng.randint(-1, 1))), body)


def main(articles, number, out, months=12):
    told = [json.loads(line) for line in open(articles, encoding="utf-8")]
    names = {p["name"] for a in told for p in a.get("places", [])} or {"Kabul", "Mosul", "Aleppo", "Kharkiv", "Mogadishu", "Goma", "Bamako"}
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    files = [open(out / f"{2015 + m // 12}-{m % 12 + 1:02}.jsonl", "w", encoding="utf-8") for m in range(months)]
    for n in range(number):
        rng = random.Random(n)
        month = n * months // number
        day = f"{2015 + month // 12}-{month % 12 + 1:02}-{rng.randint(1, 28):02}"
        if n % 10 == 0:
            base = told[rng.randrange(len(told))]
            body, headline = swapped(rng, base["body"], names), base.get("headline")
        else:
            body, headline = everyday(rng), None
        record = {"id": f"syn-{n:08}", "publisher": f"{rng.choice(PLACES)} Courier", "published": day, "headline": headline,
                  "language": "en", "body": body}
        files[month].write(json.dumps(record, ensure_ascii=False) + "\n")
    for file in files:
        file.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], *(int(a) for a in sys.argv[4:5]))
