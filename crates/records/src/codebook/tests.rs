//! Loading: every mistake with its line, layers, and the built-in data without any mistake.

use super::*;

fn errors(files: &[(&str, &str)]) -> Vec<String> {
    match Codebook::from_files(files.iter().copied()) {
        Ok(_) => Vec::new(),
        Err(CodebookErrors(list)) => list.iter().map(ToString::to_string).collect(),
    }
}

const GROUP: &str = r#"
[[actor]]
id = "amber_front"
name = "Amber Front"
kind = "armed_group"
references = ["Office of Invented Statistics, Yearbook 2001"]
"#;

#[test]
fn the_builtin_codebook_has_no_mistake() {
    let (codebook, errors) = load::read(&[BUILTIN]);
    assert_eq!(errors, []);
    assert!(codebook.hash.len() == 64);
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let text = format!(
        "{GROUP}\n[[actor]]\nid = \"b\"\nname = \"B\"\nkind = \"armed_gruop\"\nreferences = [\"R\"]\n\
         [[actor]]\nid = \"c\"\nname = \"C\"\nkind = \"state\"\nalias = [\"D\"]\nreferences = [\"R\"]\n"
    );
    let found = errors(&[("actors/test.toml", &text)]);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("actors/test.toml:11: unknown variant `armed_gruop`"), "{}", found[0]);
    assert!(found[1].starts_with("actors/test.toml:17: unknown field `alias`"), "{}", found[1]);
}

#[test]
fn references_between_entries_are_checked_at_the_line_of_the_value() {
    let text = format!(
        "{GROUP}[[actor.relation]]\ntype = \"member_of\"\nobject = \"nobody\"\nsince = \"2001-13\"\n"
    );
    let found = errors(&[("actors/test.toml", &text)]);
    assert!(
        found.iter().any(|e| e == "actors/test.toml:9: 'nobody' is no actor of the register"),
        "{found:?}"
    );
    assert!(found.iter().any(|e| e.starts_with("actors/test.toml:10: '2001-13' is no date")), "{found:?}");
}

#[test]
fn an_actor_without_a_reference_is_refused() {
    let text = GROUP.replace("references", "# references");
    assert!(errors(&[("actors/test.toml", &text)])[0].contains("no reference"));
}

#[test]
fn broken_toml_and_unknown_files_are_told() {
    let found = errors(&[("actors/broken.toml", "[[actor]\n"), ("actor/x.toml", "")]);
    assert!(found[0].starts_with("actor/x.toml:1: 'actor/x.toml' belongs to no part"), "{}", found[0]);
    assert!(found[1].starts_with("actors/broken.toml:1:"), "{}", found[1]);
}

#[test]
fn a_key_that_holds_no_list_of_tables_is_told() {
    assert!(errors(&[("actors/x.toml", "[actor]\nid = \"a\"\n")])[0].contains("two brackets"));
    assert!(errors(&[("actors/x.toml", "[[group]]\nid = \"a\"\n")])[0].contains("unknown key 'group'"));
}

#[test]
fn the_same_id_twice_in_one_layer_is_a_mistake() {
    let found = errors(&[("actors/a.toml", GROUP), ("actors/b.toml", GROUP)]);
    assert_eq!(found, ["actors/b.toml:2: actor 'amber_front' is defined twice"]);
}

#[test]
fn a_later_layer_replaces_or_extends() {
    let more = "[[actor]]\nid = \"amber_front\"\nextend = true\nname = \"-\"\nkind = \"armed_group\"\naliases = [\"The Ambers\"]\n";
    let (book, errors) = load::read(&[&[("actors/a.toml", GROUP)], &[("actors/mine.toml", more)]]);
    assert_eq!(errors, []);
    let actor = book.actor("amber_front").unwrap();
    assert_eq!((actor.name.as_str(), actor.aliases[0].name.as_str()), ("Amber Front", "The Ambers"));
    let other = GROUP.replace("Amber Front", "Amber League");
    let (book, _) = load::read(&[&[("actors/a.toml", GROUP)], &[("actors/mine.toml", &other)]]);
    assert_eq!(book.actor("amber_front").unwrap().name, "Amber League");
    assert_eq!(book.actors.len(), 1);
}

#[test]
fn the_hash_follows_the_text() {
    let hash = |text: &str| Codebook::from_files([("actors/a.toml", text)]).unwrap().hash;
    assert_eq!(hash(GROUP), hash(GROUP));
    assert_ne!(hash(GROUP), hash(&GROUP.replace("2001", "2002")));
}

#[test]
fn word_lists_are_read_by_language() {
    let book = Codebook::from_files([
        ("cues/xx.toml", "motive = [\"in revenge for\"]\n[stage]\nplanned = [\"plot to\"]\n"),
        ("targets/xx.toml", "[[target]]\nclass = \"person\"\nkind = \"judge\"\nwords = [\"judge\"]\n"),
    ])
    .unwrap();
    let lists = book.lists("xx");
    assert_eq!(lists.cues.motive[0].to_string(), "in revenge for");
    assert_eq!(lists.cues.stage.planned.len(), 1);
    assert_eq!(lists.targets[0].kind, "judge");
    assert_eq!(*book.lists("yy"), Lists::default());
}

#[test]
fn closed_lists_are_held() {
    let target = "[[target]]\nclass = \"person\"\nkind = \"wizard\"\nwords = [\"wizard\"]\n";
    assert!(errors(&[("targets/en.toml", target)])[0].starts_with("targets/en.toml:3: kind 'wizard'"));
    let weapon = "[[weapon]]\nid = \"wand\"\nkind = \"wand\"\n";
    assert!(errors(&[("weapons/w.toml", weapon)])[0].contains("weapon kind 'wand'"));
    let phrase = "[[weapon]]\nid = \"gun\"\nkind = \"gun\"\nwords.en = [\"Gun\"]\n";
    assert!(errors(&[("weapons/w.toml", phrase)])[0].starts_with("weapons/w.toml:4: phrase 'Gun'"));
}
