//! A report as a workbook: the table with a chart of it, and a page of particulars.

use rust_xlsxwriter::{Chart, ChartType, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::table::{Figure, Sheet};

/// Up to so many columns each is a part of the bars; beyond, the bars show the totals.
const PARTS: usize = 12;
/// The most rows that a chart shows.
const BARS: u32 = 40;
/// The longest text of a workbook's cell.
const LONGEST: usize = 32_767;

/// The file.
pub fn workbook(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name("Report")?;
    page.set_freeze_panes(1, 1)?;
    table(page, sheet)?;
    if !sheet.rows.is_empty() {
        let below = u32::try_from(sheet.rows.len()).unwrap_or_default() + 3;
        page.insert_chart(below, 0, &chart(sheet))?;
    }
    particulars(workbook.add_worksheet(), &sheet.title, &sheet.about, &sheet.remarks)?;
    workbook.save_to_buffer()
}

fn table(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_align(FormatAlign::Top).set_text_wrap();
    let bold = Format::new().set_bold();
    for (column, title) in (0_u16..).zip(&sheet.headings) {
        page.write_string_with_format(0, column, cut(title), &head)?;
        page.set_column_width(column, if column == 0 { 32 } else { 14 })?;
    }
    for (row, (label, numbers)) in (1_u32..).zip(&sheet.rows) {
        page.write_string(row, 0, cut(label))?;
        for (column, number) in (1_u16..).zip(numbers) {
            write(page, (row, column), *number, &Format::new())?;
        }
    }
    let last = u32::try_from(sheet.rows.len()).unwrap_or_default() + 1;
    page.write_string_with_format(last, 0, "Total", &bold)?;
    for (column, number) in (1_u16..).zip(&sheet.total) {
        write(page, (last, column), *number, &bold)?;
    }
    Ok(())
}

/// Nothing is written where there is no number.
fn write(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    figure: Figure,
    format: &Format,
) -> Result<(), XlsxError> {
    if let Some(number) = figure.float() {
        page.write_number_with_format(row, column, number, format)?;
    }
    Ok(())
}

fn chart(sheet: &Sheet) -> Chart {
    let rows = u32::try_from(sheet.rows.len()).unwrap_or_default().min(BARS);
    let columns = u16::try_from(sheet.headings.len()).unwrap_or_default();
    let whole = u16::try_from(sheet.whole).unwrap_or_default() + 1;
    // Averages do not add up, so they are not stacked.
    let parts = (1..=PARTS).contains(&sheet.whole) && whole + 1 == columns;
    let mut chart = Chart::new(if parts { ChartType::BarStacked } else { ChartType::Bar });
    let series = if parts { 1..whole } else { whole..whole + 1 };
    for column in series {
        chart
            .add_series()
            .set_categories(("Report", 1, 0, rows, 0))
            .set_values(("Report", 1, column, rows, column))
            .set_name(("Report", 0, column));
    }
    chart.title().set_name(&sheet.title);
    // The first row on top, as in the table.
    chart.y_axis().set_reverse();
    if !parts {
        chart.legend().set_hidden();
    }
    chart.set_width(760).set_height(160 + 22 * rows);
    chart
}

/// The page of particulars.
pub fn particulars(
    page: &mut Worksheet,
    title: &str,
    about: &[(String, String)],
    remarks: &[String],
) -> Result<(), XlsxError> {
    page.set_name("About")?;
    page.set_column_width(0, 20)?;
    page.set_column_width(1, 80)?;
    let bold = Format::new().set_bold();
    page.write_string_with_format(0, 0, cut(title), &bold)?;
    let mut row = 1;
    for (name, value) in about {
        page.write_string_with_format(row, 0, cut(name), &bold)?;
        page.write_string(row, 1, cut(value))?;
        row += 1;
    }
    for remark in remarks {
        page.write_string(row, 1, cut(remark))?;
        row += 1;
    }
    Ok(())
}

/// A text as long as a cell allows.
pub fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}
