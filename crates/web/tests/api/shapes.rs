//! Every path of the document is asked, and every answer has the shape the document says.

use super::Served;
use serde_json::{Value, json};

/// What of a value is not as a schema says; empty where all is.
pub(super) fn wrong(value: &Value, schema: &Value, all: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return wrong(value, &all[name], all, at);
    }
    if let Some(some) = schema["anyOf"].as_array() {
        let tried: Vec<Vec<String>> = some.iter().map(|s| wrong(value, s, all, at)).collect();
        return tried.iter().find(|t| t.is_empty()).or(tried.first()).cloned().unwrap_or_default();
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let takes = |t: &Value| t == kind || (t == "number" && kind == "integer");
    let known = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(takes),
        one => takes(one),
    };
    if !known {
        return vec![format!("{at} is {kind}, not {}", schema["type"])];
    }
    let mut found = Vec::new();
    if let (Value::Array(items), Some(schema)) = (value, schema.get("items")) {
        found.extend(
            items.iter().enumerate().flat_map(|(n, item)| wrong(item, schema, all, &format!("{at}[{n}]"))),
        );
    }
    if let Value::Object(members) = value {
        for name in schema["required"].as_array().into_iter().flatten() {
            if !members.contains_key(name.as_str().unwrap()) {
                found.push(format!("{at} lacks {name}"));
            }
        }
        for (name, member) in members {
            match (schema["properties"].get(name), &schema["additionalProperties"]) {
                (Some(schema), _) => found.extend(wrong(member, schema, all, &format!("{at}.{name}"))),
                (None, Value::Bool(false)) => found.push(format!("{at} has {name}")),
                (None, Value::Object(_)) => {
                    found.extend(wrong(
                        member,
                        &schema["additionalProperties"],
                        all,
                        &format!("{at}.{name}"),
                    ));
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn every_answer_has_the_shape_the_document_says() {
    let served = Served::new();
    let drone = served.told("Two drones");
    let boast = served.told("it shelled");
    let decided = served.post("/api/decisions", &json!({"act": "correct", "property": "killed", "value": "2", "subjects": [drone], "reason": "recount"}));
    assert_eq!(decided.status, 201, "{}", decided.body);
    served
        .post("/api/decisions", &json!({"act": "grade_publisher", "publisher": "Valley Post", "grade": "b"}));
    served.post(
        "/api/decisions",
        &json!({"act": "note", "subjects": [boast], "reason": "look again", "shown": "shelling"}),
    );
    let document = served.get("/api/openapi.json").json();
    let schemas = &document["components"]["schemas"];
    let article = served.get("/api/articles").items()[0]["id"].as_str().unwrap().to_owned();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(get) = item.get("get") else { continue };
        // A stream has no end; another test listens to it.
        if get["responses"]["200"]["content"].get("text/event-stream").is_some() {
            assert_eq!(path, "/api/events");
            continue;
        }
        let mut address = path.replace("{seq}", "2").replace("{format}", "csv");
        let id = if path.contains("articles") { &article } else { &drone };
        address = address.replace("{id}", id);
        for query in ["", "?reconcile=true", "?preview=true"] {
            let name = query.trim_start_matches('?').split('=').next().unwrap();
            let takes = |p: &Value| p["name"] == name;
            if !query.is_empty() && !get["parameters"].as_array().into_iter().flatten().any(takes) {
                continue;
            }
            let query =
                if matches!(path.as_str(), "/api/search" | "/api/places") { "?q=Port%20Amal" } else { query };
            let got = served.get(&format!("{address}{query}"));
            assert_eq!(got.status, 200, "{address}: {}", got.body);
            asked += 1;
            let schema = &get["responses"]["200"]["content"]["application/json"]["schema"];
            if !schema.is_null() {
                assert_eq!(wrong(&got.json(), schema, schemas, path), [""; 0], "{address}{query}");
            }
        }
    }
    assert!(asked > 29, "{asked}");
    let acts = schemas["Ruling"]["properties"]["act"]["enum"].as_array().unwrap();
    assert!(acts.contains(&json!("correct")) && acts.contains(&json!("part_of")), "{acts:?}");
    assert!(document["paths"]["/api/events"]["get"]["responses"]["429"].is_object());
    let schema = json!({"$ref": "#/components/schemas/Decided"});
    assert_eq!(wrong(&decided.json(), &schema, schemas, "decided"), [""; 0]);
    let problem = json!({"$ref": "#/components/schemas/Problem"});
    for path in [
        "/api/nothing",
        "/api/incidents/inc_zz",
        "/api/incidents?x=1",
        "/api/incidents/inc_",
        "/api/log/99",
        "/api/incidents/%ff",
        "/api/linked/%ff/reports",
        "/api/%ff",
    ] {
        let got = served.get(path);
        assert!((400..500).contains(&got.status), "{path}: {}", got.status);
        assert_eq!(got.header("content-type"), "application/problem+json");
        assert_eq!(wrong(&got.json(), &problem, schemas, path), [""; 0]);
    }
}

#[test]
fn the_check_of_shapes_finds_what_is_wrong() {
    let schema = json!({"type": "object", "properties": {"a": {"type": ["integer", "null"]}}, "required": ["a"], "additionalProperties": false});
    assert!(wrong(&json!({"a": null}), &schema, &json!({}), "x").is_empty());
    assert_eq!(wrong(&json!({"b": 1}), &schema, &json!({}), "x").len(), 2);
    assert_eq!(wrong(&json!({"a": "1"}), &schema, &json!({}), "x").len(), 1);
}
