//! Documents as Markdown, with its tables.

use super::{Block, Document, Grid};

/// A document as text that can be edited.
#[must_use]
pub fn markdown(document: &Document) -> String {
    let mut text = format!(
        "# {}\n\n{}\n",
        plain(&document.title),
        plain(&document.organisation)
    );
    for block in &document.blocks {
        text.push('\n');
        text.push_str(&written(block));
    }
    text
}

fn written(block: &Block) -> String {
    let lines = |lines: Vec<String>| lines.concat();
    match block {
        Block::Heading(heading) => format!("## {}\n", plain(heading)),
        Block::Subheading(heading) => format!("### {}\n", plain(heading)),
        Block::Note(text) => format!("*{}*\n", plain(text)),
        Block::Text(text) => {
            let lines = text.lines().map(plain).collect::<Vec<_>>();
            format!("{}\n", lines.join("  \n"))
        }
        Block::List(points) => lines(
            points
                .iter()
                .map(|it| format!("- {}\n", plain(it)))
                .collect(),
        ),
        Block::Pairs(pairs) => {
            let line = |(name, value): &(String, String)| {
                format!("- **{}:** {}\n", plain(name), plain(value))
            };
            lines(pairs.iter().map(line).collect())
        }
        Block::Bars { summary, .. } => format!("{}\n", plain(summary)),
        Block::Signatures(who) => {
            let line = |who: &String| format!("- {}: ____________________\n", plain(who));
            lines(who.iter().map(line).collect())
        }
        Block::Table(grid) => table(grid),
    }
}

fn table(grid: &Grid) -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = row(grid.columns.iter().map(|(label, _)| plain(label)).collect());
    let rule = grid
        .columns
        .iter()
        .map(|(_, number)| if *number { "--:" } else { "---" });
    let rule = row(rule.map(str::to_owned).collect());
    let rows = grid
        .rows
        .iter()
        .map(|cells| row(cells.iter().map(|cell| plain(cell)).collect()));
    [head, rule].into_iter().chain(rows).collect()
}

/// Text that is nothing but text: signs of Markdown are escaped, and it stays on its line.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => plain.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&' => {
                plain.push('\\');
                plain.push(letter);
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_stays_text() {
        let document = Document {
            title: "A | B".into(),
            organisation: "<script>".into(),
            language: "en",
            foot: String::new(),
            blocks: vec![
                Block::Heading("One *two*".into()),
                Block::Table(Grid {
                    columns: vec![("Name".into(), false), ("Number".into(), true)],
                    names: Some(0),
                    rows: vec![vec!["a|b\nc".into(), "5".into()]],
                }),
                Block::Text("first\n[second](x)".into()),
            ],
        };
        assert_eq!(
            markdown(&document),
            "# A \\| B\n\n\\<script\\>\n\n## One \\*two\\*\n\n| Name | Number |\n| --- | --: |\n\
             | a\\|b c | 5 |\n\nfirst  \n\\[second\\](x)\n"
        );
    }
}
