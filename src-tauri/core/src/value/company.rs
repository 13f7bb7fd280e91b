//! Company names: the key that two of them are compared by, with the legal form stripped (R14).

use super::{similar, text};

/// Legal forms as word sequences of a normalised name, longest first where one ends another.
const LEGAL_FORMS: &[&[&str]] = &[
    // German-speaking countries
    &["gemeinnuetzige", "gesellschaft", "mit", "beschraenkter", "haftung"],
    &["gemeinnuetzige", "gmbh"],
    &["gemeinnuetzige", "ag"],
    &["gemeinnuetzige", "ug"],
    &["gesellschaft", "mit", "beschraenkter", "haftung"],
    &["ug", "haftungsbeschraenkt"],
    &["haftungsbeschraenkt"],
    &["aktiengesellschaft"],
    &["kommanditgesellschaft"],
    &["eingetragene", "genossenschaft"],
    &["eingetragener", "kaufmann"],
    &["eingetragene", "kauffrau"],
    &["eingetragener", "verein"],
    &["offene", "handelsgesellschaft"],
    &["partg", "mbb"],
    &["gmbh"],
    &["ggmbh"],
    &["mbh"],
    &["gesmbh"],
    &["ag"],
    &["ug"],
    &["ek"],
    &["ekfr"],
    &["ekfm"],
    &["eg"],
    &["ev"],
    &["kg"],
    &["kgaa"],
    &["ohg"],
    &["og"],
    &["gbr"],
    &["gesbr"],
    &["partg"],
    &["partgmbb"],
    &["se"],
    &["egbr"],
    &["e", "kfr"],
    &["e", "kfm"],
    &["kg", "aa"],
    &["ges", "mbh"],
    &["gag"],
    &["gug"],
    &["invag"],
    &["vvag"],
    &["kdoer"],
    &["aoer"],
    &["flexco"],
    &["partg", "mbh"],
    &["gmbh", "ig"],
    &["gmbh", "il"],
    &["ag", "il"],
    // English-speaking countries
    &["ltd"],
    &["limited"],
    &["llc"],
    &["llp"],
    &["lp"],
    &["plc"],
    &["inc"],
    &["incorporated"],
    &["corp"],
    &["corporation"],
    &["co"],
    &["company"],
    &["pty"],
    &["pte"],
    &["pllc"],
    &["cic"],
    &["dac"],
    &["unlimited"],
    &["sdn", "bhd"],
    &["bhd"],
    &["pvt"],
    &["private", "limited"],
    &["kk"],
    &["jsc"],
    &["pjsc"],
    &["ooo"],
    &["zao"],
    &["fze"],
    &["fzco"],
    &["wll"],
    // Romance countries
    &["sa"],
    &["sas"],
    &["sasu"],
    &["sarl"],
    &["sa", "rl"],
    &["eurl"],
    &["sl"],
    &["slu"],
    &["srl"],
    &["srls"],
    &["spa"],
    &["snc"],
    &["lda"],
    &["ltda"],
    &["sa", "de", "cv"],
    &["s", "de", "rl", "de", "cv"],
    &["sapi", "de", "cv"],
    &["sci"],
    &["sca"],
    &["scop"],
    &["scrl"],
    &["eirl"],
    &["sau"],
    &["sll"],
    &["sgps"],
    &["soc", "coop"],
    &["cia"],
    // Benelux and the north
    &["bv"],
    &["bvba"],
    &["nv"],
    &["vof"],
    &["cvba"],
    &["ks"],
    &["amba"],
    &["hb"],
    &["kb"],
    &["ky"],
    &["ans"],
    &["as"],
    &["asa"],
    &["aps"],
    &["ab"],
    &["oy"],
    &["oyj"],
    &["ehf"],
    &["hf"],
    // Central and eastern Europe
    &["sro"],
    &["vos"],
    &["spol", "sro"],
    &["sp", "k"],
    &["spk"],
    &["sp", "j"],
    &["spj"],
    &["sp", "komandytowa"],
    &["bt"],
    &["ead"],
    &["ike"],
    &["epe"],
    &["sirketi"],
    &["sti"],
    &["sp", "z", "oo"],
    &["sp", "zoo"],
    &["spzoo"],
    &["doo"],
    &["dd"],
    &["kft"],
    &["zrt"],
    &["nyrt"],
    &["ood"],
    &["eood"],
    &["sia"],
    &["uab"],
    &["oue"],
    &["ou"],
];

/// The name in German folding, without punctuation and legal form; "&", "+", "und" and "and" are one word. "Müller & Söhne
/// GmbH" and "Mueller und Soehne" have the same key. A name that is nothing but a legal form keeps it; `""` only where there is
/// no letter or digit. Idempotent.
pub fn key(name: &str) -> String {
    let words = normalised(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // What a first pass brings to the end, a second would strip too: until nothing changes.
    let stripped = without_legal_forms(&words);
    stripped.join(" ")
}

/// The name normalised like [`key`], with its legal form.
pub fn whole_key(name: &str) -> String {
    normalised(name).join(" ")
}

/// Whether two names may mean the same company: similar spelling of every word, in any order, with or without the legal
/// form (D34), or the same words written together ("Face Book"). "Acme Corp" and "Totally Different Inc" do not (D35), nor does
/// a name that lies within another (C23). Takes the names as typed; symmetric.
pub fn similar(a: &str, b: &str) -> bool {
    similar_keys((&key(a), &whole_key(a)), (&key(b), &whole_key(b)))
}

/// [`similar`] for names of which both keys are known: [`key`] and [`whole_key`].
pub fn similar_keys(a: (&str, &str), b: (&str, &str)) -> bool {
    if a.0.is_empty() || b.0.is_empty() {
        return false;
    }
    let together = |key: &str| key.split(' ').filter(|word| *word != AND).collect::<String>();
    similar::words(a.0, b.0, similar::Missing::Refused)
        || together(a.0) == together(b.0)
        // A slip in the legal form leaves it standing in one of the keys.
        || similar::words(a.1, b.1, similar::Missing::Refused)
}

/// The one word that joins two names.
const AND: &str = "und";

fn normalised(name: &str) -> Vec<String> {
    let folded = text::fold_german(name);
    let mut spaced = String::with_capacity(folded.len() + 4);
    for c in folded.chars() {
        match c {
            c if c.is_alphanumeric() => spaced.push(c),
            '\'' | '’' | '‘' | '`' | '´' => {}
            '&' | '+' => spaced.push_str(" und "),
            _ => spaced.push(' '),
        }
    }
    joined_letters(&spaced)
}

/// The words, with letters that stand alone drawn together: "e.K." and "e. K." are "ek", "J. P. Morgan" is "jp morgan".
fn joined_letters(spaced: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut after_letter = false;
    let letter = |word: &str| word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let mut all = spaced.split_whitespace().peekable();
    while let Some(word) = all.next() {
        // "Müller u. Söhne", but not "U. S. Steel".
        let joins = word == "u" && !after_letter && !words.is_empty() && !all.peek().copied().is_none_or(letter);
        let is_letter = letter(word) && !joins;
        match words.last_mut() {
            Some(last) if is_letter && after_letter => last.push_str(word),
            _ => words.push(if joins || word == "and" { AND.to_owned() } else { word.to_owned() }),
        }
        after_letter = is_letter;
    }
    words
}

/// Takes legal forms off the end, one after another ("GmbH & Co. KG" is three), as long as a name stays.
fn without_legal_forms<'a>(words: &'a [&'a str]) -> &'a [&'a str] {
    let mut rest = words;
    loop {
        let longest = LEGAL_FORMS.iter().filter(|form| rest.ends_with(form)).map(|form| form.len()).max().unwrap_or(0);
        let mut shorter = &rest[..rest.len() - longest];
        while longest > 0 && shorter.last() == Some(&AND) {
            shorter = &shorter[..shorter.len() - 1];
        }
        if longest == 0 || shorter.is_empty() {
            return rest;
        }
        rest = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_are_stripped_in_every_spelling() {
        for (name, expected) in [
            ("Müller & Söhne GmbH", "mueller und soehne"),
            ("Bäcker eingetragener Kaufmann", "baecker"),
            ("Baum eingetragener Verein", "baum"),
            ("Wald gemeinnützige GmbH", "wald"),
            ("Wald gGmbH", "wald"),
            ("Wald gemeinnützige Gesellschaft mit beschränkter Haftung", "wald"),
            ("Fluss Offene Handelsgesellschaft", "fluss"),
            ("Mueller und Soehne", "mueller und soehne"),
            ("MÜLLER AND SÖHNE G.m.b.H.", "mueller und soehne"),
            ("Bau+Holz GmbH & Co. KG", "bau und holz"),
            ("Bau & Holz GmbH & Co.KG", "bau und holz"),
            ("Acme UG (haftungsbeschränkt)", "acme"),
            ("Acme UG haftungsbeschränkt & Co. KG", "acme"),
            ("Blumen Meier e.K.", "blumen meier"),
            ("Blumen Meier e. K.", "blumen meier"),
            ("Volksbank eG", "volksbank"),
            ("Acme, Inc.", "acme"),
            ("Acme Corp.", "acme"),
            ("Acme Pty. Ltd.", "acme"),
            ("Acme Co., Ltd.", "acme"),
            ("Tiffany & Co.", "tiffany"),
            ("Acme S.A.", "acme"),
            ("Acme S. à r.l.", "acme"),
            ("Acme S.r.l.", "acme"),
            ("Acme SpA", "acme"),
            ("Acme S.p.A.", "acme"),
            ("Acme B.V.", "acme"),
            ("Mærsk A/S", "maersk"),
            ("Volvo AB", "volvo"),
            ("Nokia Oyj", "nokia"),
            ("Škoda s.r.o.", "skoda"),
            ("Acme Sp. z o.o.", "acme"),
            ("Acme sp.z o.o.", "acme"),
            ("Siemens Energy AG & Co. KGaA", "siemens energy"),
            ("Airbus SE", "airbus"),
            ("J. P. Morgan", "jp morgan"),
            ("McDonald’s", "mcdonalds"),
            ("Meyer-Werft", "meyer werft"),
            ("日本電気", "日本電気"),
        ] {
            assert_eq!(key(name), expected, "{name}");
        }
    }

    #[test]
    fn a_name_that_is_only_a_legal_form_keeps_it() {
        assert_eq!(key("GmbH"), "gmbh");
        assert_eq!(key("AG & Co. KG"), "ag");
        assert_eq!(key("Co."), "co");
        assert_eq!(key("& GmbH"), "und gmbh");
        assert_eq!(key(" - "), "");
    }

    #[test]
    fn a_form_within_the_name_stays() {
        assert_eq!(key("AG Spak Verlag"), "ag spak verlag");
        assert_eq!(key("SE Tylose GmbH"), "se tylose");
    }

    #[test]
    fn written_together_or_apart_is_similar() {
        assert!(similar("Face Book Inc.", "Facebook"));
        assert!(!similar("Acme", "Acme Bau GmbH"));
        assert!(!similar("Alpha 1 GmbH", "Alpha 2 GmbH"));
        assert!(!similar("", ""));
    }
}
