//! Every screen there is, and how one gets there with what every language has: keys, and what stands where.
//! The pictures (`cargo xtask shot`) and the check for accessibility go through the same table.

use kontor_driver::{Result, Window, project};

/// A screen: its name in file names and failures, and how one gets there from anywhere.
pub(crate) type Screen = (&'static str, fn(&Window) -> Result<()>);

/// The screens on a book with demo data.
pub(crate) const SCREENS: &[Screen] = &[
    ("leads", leads),
    ("lead-beside", |window| {
        leads(window)?;
        row(window, 4)
    }),
    ("lead", lead),
    ("lead-history", |window| {
        lead(window)?;
        window.css(".happens .bar label:nth-of-type(2)")?.click()
    }),
    ("lead-new", |window| {
        leads(window)?;
        window.keys("n")?;
        window.css("[role=dialog] form input:focus")?;
        window.type_text("Spiralissimo")
    }),
    ("convert", |window| {
        lead(window)?;
        window.keys("Control+Enter")?;
        window.css("[role=dialog] .columns").map(drop)
    }),
    ("pipeline", pipeline),
    ("pipeline-list", |window| {
        pipeline(window)?;
        window.css("main header .bar label:nth-of-type(2)")?.click()?;
        window.css("[role=grid] [aria-rowindex='2']")?;
        settled(window)
    }),
    ("opportunity", |window| {
        pipeline(window)?;
        window.css("ol[data-zone] li .title")?.click()?;
        window.css("article.full").map(drop)
    }),
    ("import", |window| {
        leads(window)?;
        window.css("main header .tools > button:not(.primary)")?.click()?;
        window.css("main .import .drop").map(drop)
    }),
    ("import-file", |window| {
        window.css("main .import .drop button.primary")?.click()?;
        window.choose_file(&project().join("tests/fixtures/csv/deals.csv"))?;
        window.css(".import h2.selectable").map(drop)
    }),
    ("import-columns", |window| {
        import_on(window, "Control+Enter")?;
        window.css(".import table .goes button").map(drop)
    }),
    ("import-target", |window| {
        window.css(".import tbody tr:nth-of-type(3) .goes button")?.click()?;
        window.css(".picker-list input:focus").map(drop)
    }),
    ("import-values", |window| {
        window.keys("Escape")?;
        window.gone(".picker-list")?;
        import_on(window, "Control+Enter")?;
        window.css(".import .becomes button").map(drop)
    }),
    ("import-preview", |window| {
        for question in ["1", "2"] {
            window.css(&format!(".import .ask fieldset:nth-of-type({question}) label"))?.click()?;
        }
        import_on(window, "Control+Enter")?;
        window.css(".import .figures").map(drop)
    }),
    ("contacts", |window| list(window, "Control+3")),
    ("contact", |window| {
        list(window, "Control+3")?;
        row(window, 2)?;
        window.keys("Enter")?;
        window.css("article.full").map(drop)
    }),
    ("organizations", |window| list(window, "Control+4")),
    ("organization-beside", |window| {
        list(window, "Control+4")?;
        row(window, 3)
    }),
    ("duplicates", duplicates),
    ("merge", |window| {
        duplicates(window)?;
        window.keys("m")?;
        window.css("[role=dialog] table").map(drop)
    }),
    ("cleanup", cleanup),
    ("cleanup-dialog", |window| {
        cleanup(window)?;
        window.keys("m")?;
        window.css("[role=dialog] .clean").map(drop)
    }),
    ("convert-many", |window| {
        leads(window)?;
        window.css("[role=grid]")?.script("this.focus()")?;
        settled(window)?;
        window.keys("Home Space Shift+ArrowDown Shift+ArrowDown Control+Enter")?;
        window.css("[role=dialog] .many table").map(drop)
    }),
    ("many-edit", |window| {
        pipeline(window)?;
        window.css("main header .bar label:nth-of-type(2)")?.click()?;
        window.css("[role=grid] [aria-rowindex='2'] input")?.click()?;
        window.css("[role=grid] [aria-rowindex='3'] input")?.click()?;
        window.css("[role=toolbar] .menu-trigger")?.click()?;
        window.css("[role=menu] > div:first-of-type")?.click()?;
        window.css("[role=dialog] form input").map(drop)
    }),
    ("many-tag", |window| {
        calm(window)?;
        window.css("[role=toolbar] .menu-trigger")?.click()?;
        window.css("[role=menu] > div:nth-of-type(2)")?.click()?;
        window.css("[role=dialog] form input").map(drop)
    }),
    ("palette", |window| {
        leads(window)?;
        window.keys("Control+k")?;
        window.css(".palette input")?.fill("an")?;
        window.css(".palette mark").map(drop)
    }),
    ("settings", |window| {
        calm(window)?;
        window.keys("Control+,")?;
        window.css("main h1").map(drop)
    }),
];

/// To the import as it stands, and on with a key.
fn import_on(window: &Window, keys: &str) -> Result<()> {
    calm(window)?;
    window.keys("Control+i")?;
    window.css(".import footer button.primary:not([disabled])")?;
    window.keys(keys)
}

/// Closes what lies over the screen.
pub(crate) fn calm(window: &Window) -> Result<()> {
    window.css("nav .place")?;
    while !window.all("[role=dialog], [role=menu], form.lost")?.is_empty() {
        window.keys("Escape")?;
        settled(window)?;
    }
    Ok(())
}

pub(crate) fn list(window: &Window, shortcut: &str) -> Result<()> {
    calm(window)?;
    window.keys(shortcut)?;
    window.css("[role=grid] [aria-rowindex='2']").map(drop)
}

pub(crate) fn leads(window: &Window) -> Result<()> {
    list(window, "Control+1")
}

pub(crate) fn pipeline(window: &Window) -> Result<()> {
    calm(window)?;
    window.keys("Control+2")?;
    window.css("main header .bar label:nth-of-type(1)")?.click()?;
    window.css("ol[data-zone] li").map(drop)
}

/// Clicks the row of this number: its record opens beside the list.
pub(crate) fn row(window: &Window, number: u32) -> Result<()> {
    window.css(&format!("[role=grid] [aria-rowindex='{number}']"))?.click()?;
    window.css("article h2").map(drop)
}

/// By the menu of a list.
pub(crate) fn duplicates(window: &Window) -> Result<()> {
    list(window, "Control+3")?;
    window.css("main header .tools .menu-trigger")?.click()?;
    window.css("[role=menu] > div:last-of-type")?.click()?;
    window.css("main [role=group] .records")?;
    settled(window)
}

/// By the menu of a list, too.
pub(crate) fn cleanup(window: &Window) -> Result<()> {
    list(window, "Control+4")?;
    window.css("main header .tools .menu-trigger")?.click()?;
    window.css("[role=menu] > div:nth-last-of-type(2)")?.click()?;
    window.css("main .filters input")?;
    window.css("[role=grid]")?;
    settled(window)
}

pub(crate) fn lead(window: &Window) -> Result<()> {
    leads(window)?;
    row(window, 5)?;
    window.keys("Enter")?;
    window.css("article.full").map(drop)
}

/// Waits until nothing in the page has changed for a moment.
pub(crate) fn settled(window: &Window) -> Result<()> {
    let quiet = "const done = arguments[arguments.length - 1];
        let timer = setTimeout(finish, 150);
        const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(finish, 150); });
        function finish() { watch.disconnect(); requestAnimationFrame(() => requestAnimationFrame(() => done(true))); }
        watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });";
    window.script_async(quiet, vec![]).map(|_| ())
}
