//! Markdown as a tree that a screen builds its own elements from. HTML in it is shown as the text that it is; nothing is
//! loaded from anywhere (R23): a picture becomes a link.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use serde::Serialize;

/// A piece of a formatted text. Pieces nest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "MarkdownNode"))]
pub enum Node {
    /// Plain text.
    Text {
        /// The text.
        text: String,
    },
    /// A paragraph.
    Paragraph {
        /// What it holds.
        children: Vec<Node>,
    },
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// What it holds.
        children: Vec<Node>,
    },
    /// Something quoted.
    Quote {
        /// What it holds.
        children: Vec<Node>,
    },
    /// A list of [`Node::Entry`].
    List {
        /// The first number; none for a list with bullets.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        start: Option<u64>,
        /// The entries.
        children: Vec<Node>,
    },
    /// An entry of a list.
    Entry {
        /// For an entry to be ticked off: whether it is.
        checked: Option<bool>,
        /// What it holds.
        children: Vec<Node>,
    },
    /// A table of [`Node::Row`]; the first one is its head.
    Table {
        /// The rows.
        children: Vec<Node>,
    },
    /// A row of [`Node::Cell`].
    Row {
        /// The cells.
        children: Vec<Node>,
    },
    /// A cell.
    Cell {
        /// What it holds.
        children: Vec<Node>,
    },
    /// Text in another hand.
    Emphasis {
        /// What it holds.
        children: Vec<Node>,
    },
    /// Text that stands out.
    Strong {
        /// What it holds.
        children: Vec<Node>,
    },
    /// Text struck out.
    Struck {
        /// What it holds.
        children: Vec<Node>,
    },
    /// A link to a page, a mail address or a phone number.
    Link {
        /// Begins with http:, https:, mailto: or tel:.
        target: String,
        /// What it holds.
        children: Vec<Node>,
    },
    /// Code within a line.
    Code {
        /// The code.
        text: String,
    },
    /// Lines of code.
    CodeBlock {
        /// The code.
        text: String,
    },
    /// A new line within a paragraph.
    Break,
    /// A rule across.
    Rule,
}

/// Nesting beyond this is shown flat: no text makes the tree deeper than a screen can build.
const DEEPEST: usize = 24;

/// The tree of a Markdown text.
#[must_use]
pub fn nodes(markdown: &str) -> Vec<Node> {
    let mut tree = Tree { open: vec![Open { tag: None, checked: None, children: Vec::new() }], flat: 0 };
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(markdown, options) {
        tree.take(event);
    }
    while tree.open.len() > 1 {
        tree.close();
    }
    tree.open.pop().map(|root| root.children).unwrap_or_default()
}

/// One line of a Markdown text as it reads, without the signs that format it.
#[must_use]
pub fn unformatted(line: &str) -> String {
    let read = |event: Event<'_>| match event {
        Event::Text(text) | Event::Code(text) => Some(text.into_string()),
        _ => None,
    };
    Parser::new_ext(line, Options::ENABLE_STRIKETHROUGH).filter_map(read).collect()
}

struct Tree<'a> {
    open: Vec<Open<'a>>,
    /// How many tags are open that are shown flat.
    flat: usize,
}

struct Open<'a> {
    tag: Option<Tag<'a>>,
    checked: Option<bool>,
    children: Vec<Node>,
}

impl<'a> Tree<'a> {
    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(_) if self.open.len() > DEEPEST => self.flat += 1,
            Event::Start(tag) => self.open.push(Open { tag: Some(tag), checked: None, children: Vec::new() }),
            Event::End(_) if self.flat > 0 => self.flat -= 1,
            Event::End(_) => self.close(),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::FootnoteReference(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => self.text(&text),
            Event::Code(text) => self.push(Node::Code { text: text.into_string() }),
            // A line typed as a line is shown as one, as in every chat and mail.
            Event::SoftBreak | Event::HardBreak => self.push(Node::Break),
            Event::Rule => self.push(Node::Rule),
            Event::TaskListMarker(checked) => {
                let entry = self.open.iter_mut().rev().find(|open| matches!(open.tag, Some(Tag::Item)));
                if let Some(entry) = entry {
                    entry.checked = Some(checked);
                }
            }
        }
    }

    fn push(&mut self, node: Node) {
        if let Some(open) = self.open.last_mut() {
            open.children.push(node);
        }
    }

    fn text(&mut self, more: &str) {
        let Some(open) = self.open.last_mut() else { return };
        match open.children.last_mut() {
            Some(Node::Text { text }) => text.push_str(more),
            _ => open.children.push(Node::Text { text: more.to_owned() }),
        }
    }

    fn close(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        let Some(Open { tag: Some(tag), checked, children }) = self.open.pop() else { return };
        match node(tag, checked, children) {
            Ok(node) => self.push(node),
            Err(children) => {
                if let Some(open) = self.open.last_mut() {
                    open.children.extend(children);
                }
            }
        }
    }
}

/// The node of a closed tag; its children alone where the tag has no node of its own.
fn node(tag: Tag, checked: Option<bool>, children: Vec<Node>) -> Result<Node, Vec<Node>> {
    Ok(match tag {
        Tag::Paragraph => Node::Paragraph { children },
        // Raw HTML between paragraphs.
        Tag::HtmlBlock => Node::Paragraph { children },
        Tag::Heading { level, .. } => Node::Heading { level: level as u8, children },
        Tag::BlockQuote(_) => Node::Quote { children },
        Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
            Node::CodeBlock { text: plain(&children) }
        }
        Tag::List(start) => Node::List { start, children },
        Tag::Item => Node::Entry { checked, children },
        Tag::Table(_) => Node::Table { children },
        Tag::TableHead | Tag::TableRow => Node::Row { children },
        Tag::TableCell => Node::Cell { children },
        Tag::Emphasis => Node::Emphasis { children },
        Tag::Strong => Node::Strong { children },
        Tag::Strikethrough => Node::Struck { children },
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => match target(&dest_url) {
            Some(target) => Node::Link { target, children },
            None => return Err(children),
        },
        _ => return Err(children),
    })
}

/// Where a link may lead: pages, mail, phone. Everything else (files, scripts, the application itself) is only text.
fn target(url: &str) -> Option<String> {
    let (scheme, _) = url.split_once(':')?;
    let known = ["http", "https", "mailto", "tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    known.then(|| url.to_owned())
}

fn plain(nodes: &[Node]) -> String {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text { text } => text.as_str(),
            _ => "",
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, Node, nodes, unformatted};

    fn json(markdown: &str) -> String {
        serde_json::to_string(&nodes(markdown)).unwrap()
    }

    #[test]
    fn a_line_reads_without_its_signs() {
        for (line, reads) in [
            ("**Ablauf bei Nordlandung**", "Ablauf bei Nordlandung"),
            ("- [Angebot](https://acme.example) in *zwei* Teilen", "Angebot in zwei Teilen"),
            ("## 3 * 4 = `12`", "3 * 4 = 12"),
            ("<b>bold</b>", "bold"),
            ("", ""),
        ] {
            assert_eq!(unformatted(line), reads, "{line}");
        }
    }

    #[test]
    fn formatting_becomes_nodes() {
        assert_eq!(
            json("# Plan\n**Call** _back_\nat ~~9~~ `10`"),
            r#"[{"type":"heading","level":1,"children":[{"type":"text","text":"Plan"}]},{"type":"paragraph","children":[{"type":"strong","children":[{"type":"text","text":"Call"}]},{"type":"text","text":" "},{"type":"emphasis","children":[{"type":"text","text":"back"}]},{"type":"break"},{"type":"text","text":"at "},{"type":"struck","children":[{"type":"text","text":"9"}]},{"type":"text","text":" "},{"type":"code","text":"10"}]}]"#
        );
        assert_eq!(
            json("3. a\n4. b\n\n- [x] done\n- [ ] open"),
            r#"[{"type":"list","start":3,"children":[{"type":"entry","checked":null,"children":[{"type":"text","text":"a"}]},{"type":"entry","checked":null,"children":[{"type":"text","text":"b"}]}]},{"type":"list","start":null,"children":[{"type":"entry","checked":true,"children":[{"type":"text","text":"done"}]},{"type":"entry","checked":false,"children":[{"type":"text","text":"open"}]}]}]"#
        );
    }

    #[test]
    fn html_is_shown_as_the_text_that_it_is() {
        for html in ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b>c</b>"] {
            let tree = nodes(html);
            let [Node::Paragraph { children }] = tree.as_slice() else { panic!("{tree:?}") };
            assert_eq!(children, &[Node::Text { text: html.into() }]);
        }
    }

    #[test]
    fn links_lead_only_to_pages_mail_and_phone() {
        for (target, kept) in [
            ("https://a.example", true),
            ("HTTP://a.example", true),
            ("mailto:a@a.example", true),
            ("tel:+49301234", true),
            ("javascript:alert(1)", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("a.html", false),
        ] {
            for text in [format!("[x]({target})"), format!("![x]({target})")] {
                assert_eq!(json(&text).contains(r#""type":"link""#), kept, "{text}");
                assert!(json(&text).contains(r#""text":"x""#), "{text}");
            }
        }
    }

    #[test]
    fn deep_nesting_is_flattened_and_its_text_kept() {
        fn depth(nodes: &[Node]) -> usize {
            nodes
                .iter()
                .map(|node| match node {
                    Node::Quote { children } | Node::Paragraph { children } => 1 + depth(children),
                    _ => 1,
                })
                .max()
                .unwrap_or(0)
        }
        let tree = nodes(&format!("{} deep", ">".repeat(5_000)));
        assert!(depth(&tree) <= DEEPEST + 1);
        assert!(serde_json::to_string(&tree).unwrap().contains("deep"));
    }

    #[test]
    fn ten_megabytes_are_read_whole() {
        let text = "word ".repeat(2_000_000);
        let [Node::Paragraph { children }] = &nodes(&text)[..] else { panic!() };
        let [Node::Text { text: read }] = &children[..] else { panic!() };
        assert_eq!(read, text.trim_end());
    }
}
