//! What is wrong with a chart, told by the rule that has to change.

use zg_answer::size::{Chart, Fault, Range, Span, Table};

use super::chart;
use super::model::{SizeFault, SizeTable};
use crate::error::{Error, FieldError, Result};

/// Every fault of these tables; checking takes long enough to be done off the async threads.
pub async fn of(tables: Vec<SizeTable>) -> Result<Vec<SizeFault>> {
    let checking = tokio::task::spawn_blocking(move || {
        let chart = chart::engine(&tables);
        chart.check().into_iter().map(|fault| told(&chart, fault)).collect()
    });
    Ok(checking.await.map_err(anyhow::Error::from)?)
}

/// Refuses tables with faults, each once with the rule it is about.
pub async fn refuse(tables: Vec<SizeTable>) -> Result<()> {
    let mut errors: Vec<FieldError> = Vec::new();
    for fault in of(tables).await? {
        let error = FieldError::new(fault.field, fault.code);
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Rows { code: "invalid", count: errors.len(), errors }) }
}

fn told(chart: &Chart, fault: Fault) -> SizeFault {
    let plain =
        |field: String, code: &str| SizeFault { field, code: code.to_owned(), at: Vec::new(), rules: Vec::new() };
    let rule_of = |table: usize, rule: usize| format!("tables[{table}].rules[{rule}]");
    match fault {
        Fault::NoTables => plain("tables".into(), "required"),
        Fault::Axes { table } => plain(format!("tables[{table}].measures"), "one_or_two"),
        Fault::RuleCount { table } => {
            let code = if chart.tables[table].rules.is_empty() { "required" } else { "too_many" };
            plain(format!("tables[{table}].rules"), code)
        }
        Fault::Ranges { table, rule } => plain(format!("{}.ranges", rule_of(table, rule)), "one_for_each_measure"),
        Fault::NoSize { table, rule } => plain(format!("{}.size", rule_of(table, rule)), "required"),
        Fault::Range { table, rule, measure } => {
            let axis = chart.tables[table].axes.iter().position(|axis| *axis == measure).unwrap_or(0);
            plain(format!("{}.ranges[{axis}]", rule_of(table, rule)), "out_of_range")
        }
        Fault::Gap { table, at } => {
            let rule = beside(&chart.tables[table], &at);
            let at = at.into_iter().map(Into::into).collect();
            SizeFault { field: rule_of(table, rule), code: "gap".into(), at, rules: vec![rule] }
        }
        Fault::Overlap { table, at, rules } => {
            let size = |rule: &usize| chart.tables[table].rules[*rule].size.as_deref();
            let agree = rules.iter().all(|rule| size(rule) == size(&rules[0]));
            let code = if agree { "overlap" } else { "contradiction" };
            let last = rules.last().copied().unwrap_or(0);
            let at = at.into_iter().map(Into::into).collect();
            SizeFault { field: rule_of(table, last), code: code.into(), at, rules }
        }
    }
}

/// The rule that should reach into a gap: the nearest, and of several one that ends where the gap begins.
fn beside(table: &Table, gap: &[Range]) -> usize {
    let spans = |ranges: &[Range]| -> Vec<Span> {
        table.axes.iter().zip(ranges).map(|(axis, range)| range.span(*axis)).collect()
    };
    let hole = spans(gap);
    let key = |rule: usize| {
        let own = spans(&table.rules[rule].ranges);
        let apart = |(own, hole): (&Span, &Span)| (hole.low - own.high).max(own.low - hole.high).max(0);
        let distance: i32 = own.iter().zip(&hole).map(apart).sum();
        let ends_there = own.iter().zip(&hole).any(|(own, hole)| own.high == hole.low);
        (distance, !ends_there)
    };
    (0..table.rules.len()).min_by_key(|&rule| key(rule)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::model::{SizeMeasure, SizeRange, SizeRule};
    use super::*;

    fn table(rules: &[(&str, i32, i32)]) -> Vec<SizeTable> {
        let rule = |(size, from, to): &(&str, i32, i32)| SizeRule {
            size: Some((*size).to_owned()),
            ranges: vec![SizeRange { from: Some(*from), to: Some(*to) }],
        };
        vec![SizeTable { measures: vec![SizeMeasure::Foot], rules: rules.iter().map(rule).collect() }]
    }

    async fn faults(rules: &[(&str, i32, i32)]) -> Vec<(String, String)> {
        of(table(rules)).await.expect("checked").into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[tokio::test]
    async fn each_fault_points_to_a_rule() {
        let at = |rule: usize, code: &str| (format!("tables[0].rules[{rule}]"), code.to_owned());
        assert_eq!(faults(&[("38", 230, 240), ("39", 240, 250)]).await, []);
        assert_eq!(faults(&[("38", 230, 240), ("40", 245, 250)]).await, [at(0, "gap")]);
        assert_eq!(faults(&[("38", 230, 242), ("39", 240, 250)]).await, [at(1, "contradiction")]);
        assert_eq!(faults(&[("38", 230, 242), ("38", 240, 250)]).await, [at(1, "overlap")]);
        assert_eq!(faults(&[("", 230, 240)]).await, [("tables[0].rules[0].size".into(), "required".into())]);
        let wrong = ("tables[0].rules[0].ranges[0]".to_owned(), "out_of_range".to_owned());
        assert_eq!(faults(&[("38", 240, 230)]).await, [wrong]);
        assert_eq!(faults(&[]).await, [("tables[0].rules".into(), "required".into())]);
    }
}
