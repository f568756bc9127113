//! Size tables: what is refused, and that every point of what is accepted has a size or stands between two.

use proptest::prelude::*;
use zg_answer::size::Measure::{Bust, Foot, Height, Waist, Weight};
use zg_answer::size::{Advice, Chart, Fault, MAX_RULES, Measure, Measures, Place, Range, Rule, Span, Table};

fn rule(size: &str, ranges: &[Range]) -> Rule {
    Rule { size: Some(size.to_owned()), ranges: ranges.to_vec() }
}

fn table(axes: &[Measure], rules: &[Rule]) -> Table {
    Table { axes: axes.to_vec(), rules: rules.to_vec() }
}

fn chart(axes: &[Measure], rules: &[Rule]) -> Chart {
    Chart { tables: vec![table(axes, rules)] }
}

fn cm(from: i32, to: i32) -> Range {
    Range::new(from * 10, to * 10)
}

fn kg(from: i32, to: i32) -> Range {
    Range::new(from * 1000, to * 1000)
}

/// S, M and L over 150–180 cm and 40–80 kg; nobody knows what fits the short and heavy.
fn dress() -> Chart {
    let short_and_heavy = Rule { size: None, ranges: vec![cm(150, 160), kg(60, 80)] };
    let rules = [
        rule("S", &[cm(150, 160), kg(40, 50)]),
        rule("M", &[cm(150, 160), kg(50, 60)]),
        short_and_heavy,
        rule("M", &[cm(160, 170), kg(40, 50)]),
        rule("L", &[cm(160, 170), kg(50, 80)]),
        rule("L", &[cm(170, 180), kg(40, 60)]),
        rule("XL", &[cm(170, 180), kg(60, 80)]),
    ];
    chart(&[Height, Weight], &rules)
}

fn person(height_cm: i32, weight_kg: i32) -> Measures {
    Measures::default().with(Height, height_cm * 10).with(Weight, weight_kg * 1000)
}

#[test]
fn a_size_or_the_two_of_a_border_or_none() {
    let dress = dress();
    assert_eq!(dress.check(), []);
    for (height, weight, advice) in [
        (155, 45, Advice::Size("S")),
        (155, 50, Advice::Between("S", "M")),
        (160, 45, Advice::Between("S", "M")),
        (165, 55, Advice::Size("L")),
        // The same size on both sides is no border.
        (170, 55, Advice::Size("L")),
        (175, 60, Advice::Between("L", "XL")),
        // Where S, M and L meet, the height counts as a little more.
        (160, 50, Advice::Between("M", "L")),
        // The table's own edge belongs to it.
        (150, 40, Advice::Size("S")),
        (149, 45, Advice::Outside),
        (155, 81, Advice::Outside),
        (155, 70, Advice::Outside),
        (155, 60, Advice::Size("M")),
    ] {
        assert_eq!(dress.advise(&person(height, weight)), advice, "{height} {weight}");
    }
}

#[test]
fn the_rules_that_decide_are_told() {
    let dress = dress();
    let met = |height, weight| dress.met(&person(height, weight)).iter().map(|place| place.rule).collect::<Vec<_>>();
    assert_eq!(met(155, 45), [0]);
    assert_eq!(met(155, 50), [0, 1]);
    assert_eq!(met(149, 45), []);
    assert_eq!(dress.met(&Measures::default().with(Height, 1550)), []);
    let mut both = chart(&[Bust], &[rule("S", &[cm(80, 88)])]);
    both.tables.extend(dress.tables);
    assert_eq!(both.met(&person(155, 45)), [Place { table: 1, rule: 0 }]);
}

#[test]
fn what_is_not_known_is_asked() {
    let dress = dress();
    assert_eq!(dress.advise(&Measures::default()), Advice::Needs(vec![Height, Weight]));
    assert_eq!(dress.advise(&Measures::default().with(Height, 1650)), Advice::Needs(vec![Weight]));
    assert_eq!(Chart::default().advise(&person(165, 55)), Advice::Outside);
    // Any of several tables will do.
    let mut both = dress;
    both.tables.push(table(&[Bust], &[rule("S", &[cm(80, 88)]), rule("M", &[cm(88, 96)])]));
    assert_eq!(both.check(), []);
    assert_eq!(both.advise(&Measures::default().with(Bust, 900)), Advice::Size("M"));
    assert_eq!(both.advise(&Measures::default().with(Height, 1550)), Advice::Needs(vec![Weight]));
}

#[test]
fn a_vague_measure_is_enough_where_it_leads_to_one_size_or_two() {
    let dress = dress();
    let vague = |low: i32, high: i32| {
        let mut measures = Measures::default().with(Height, 1550);
        measures.set(Weight, Span { low: low * 1000, high: high * 1000 });
        measures
    };
    assert_eq!(dress.advise(&vague(42, 48)), Advice::Size("S"));
    assert_eq!(dress.advise(&vague(48, 52)), Advice::Between("S", "M"));
    assert_eq!(dress.advise(&vague(55, 65)), Advice::Needs(vec![Weight]), "part of it has no size");
    assert_eq!(dress.advise(&vague(35, 45)), Advice::Needs(vec![Weight]), "part of it is outside");
    assert_eq!(dress.advise(&vague(85, 95)), Advice::Outside);
    let tall = Measures::default().with(Weight, 45_000);
    let mut tall = tall.with(Height, 1550);
    tall.set(Height, Span { low: 1550, high: 1750 });
    assert_eq!(dress.advise(&tall), Advice::Needs(vec![Height]));
}

#[test]
fn open_ends_reach_as_far_as_people_do() {
    let open = |from, to| Range { from, to };
    let shoes = chart(&[Foot], &[rule("36", &[open(None, Some(230))]), rule("37", &[open(Some(230), None)])]);
    assert_eq!(shoes.check(), []);
    assert_eq!(shoes.advise(&Measures::default().with(Foot, 120)), Advice::Size("36"));
    assert_eq!(shoes.advise(&Measures::default().with(Foot, 230)), Advice::Between("36", "37"));
    assert_eq!(shoes.advise(&Measures::default().with(Foot, 330)), Advice::Size("37"));
}

#[test]
fn gaps_and_overlaps_are_named_by_their_place() {
    let holed = chart(&[Waist], &[rule("S", &[cm(60, 69)]), rule("M", &[cm(70, 80)]), rule("L", &[cm(78, 90)])]);
    let at = |from, to| vec![cm(from, to)];
    assert_eq!(
        holed.check(),
        [Fault::Gap { table: 0, at: at(69, 70) }, Fault::Overlap { table: 0, at: at(78, 80), rules: vec![1, 2] }]
    );
    let mut dress = dress();
    dress.tables[0].rules.remove(1);
    assert_eq!(dress.check(), [Fault::Gap { table: 0, at: vec![cm(150, 160), kg(50, 60)] }]);
}

#[test]
fn a_chart_that_cannot_be_one_is_refused() {
    let sound = rule("S", &[cm(80, 90)]);
    for (refused, fault) in [
        (Chart::default(), Fault::NoTables),
        (chart(&[], &[rule("S", &[])]), Fault::Axes { table: 0 }),
        (chart(&[Bust, Bust], &[rule("S", &[cm(80, 90), cm(80, 90)])]), Fault::Axes { table: 0 }),
        (chart(&[Bust, Waist, Foot], &[rule("S", &[cm(80, 90); 3])]), Fault::Axes { table: 0 }),
        (chart(&[Bust], &[]), Fault::RuleCount { table: 0 }),
        (chart(&[Bust], &vec![sound.clone(); MAX_RULES + 1]), Fault::RuleCount { table: 0 }),
        (chart(&[Bust], &[rule("S", &[])]), Fault::Ranges { table: 0, rule: 0 }),
        (chart(&[Bust], &[rule(" ", &[cm(80, 90)])]), Fault::NoSize { table: 0, rule: 0 }),
        (chart(&[Bust], &[rule("S", &[cm(90, 80)])]), Fault::Range { table: 0, rule: 0, measure: Bust }),
        (chart(&[Bust], &[rule("S", &[cm(80, 80)])]), Fault::Range { table: 0, rule: 0, measure: Bust }),
        (chart(&[Bust], &[sound, rule("M", &[cm(90, 900)])]), Fault::Range { table: 0, rule: 1, measure: Bust }),
    ] {
        assert_eq!(refused.check(), [fault]);
    }
}

const SIZES: [&str; 5] = ["XS", "S", "M", "L", "XL"];

/// A table without gaps or overlaps: sizes on a grid that grow with either measure, as sizes do.
fn any_grid() -> impl Strategy<Value = Table> {
    let borders = |from: i32| {
        prop::collection::vec(1i32..80, 1..5).prop_map(move |steps| {
            steps
                .iter()
                .scan(from, |at, step| {
                    let begin = *at;
                    *at += step;
                    Some(Range::new(begin, *at))
                })
                .collect::<Vec<_>>()
        })
    };
    (borders(1500), borders(40_000), 0usize..3).prop_map(|(rows, columns, from)| {
        let size = |row: usize, column: usize| SIZES[((row + column) / 2 + from).min(SIZES.len() - 1)];
        let cells = rows.iter().enumerate().flat_map(|(row, height)| {
            columns.iter().enumerate().map(move |(column, weight)| rule(size(row, column), &[*height, *weight]))
        });
        Table { axes: vec![Height, Weight], rules: cells.collect() }
    })
}

fn span(table: &Table, axis: usize) -> (i32, i32) {
    let ends = |range: &Rule| (range.ranges[axis].from.expect("an end"), range.ranges[axis].to.expect("an end"));
    let low = table.rules.iter().map(|rule| ends(rule).0).min().expect("rules");
    (low, table.rules.iter().map(|rule| ends(rule).1).max().expect("rules"))
}

proptest! {
    #[test]
    fn every_point_has_a_size_or_two_neighbours(table in any_grid(), part in (0.0f64..=1.0, 0.0f64..=1.0), beyond in 1i32..50) {
        let chart = Chart { tables: vec![table] };
        prop_assert_eq!(chart.check(), []);
        let (heights, weights) = (span(&chart.tables[0], 0), span(&chart.tables[0], 1));
        let at = |(low, high): (i32, i32), part: f64| low + (f64::from(high - low) * part).round() as i32;
        let (height, weight) = (at(heights, part.0), at(weights, part.1));
        let measures = Measures::default().with(Height, height).with(Weight, weight);
        match chart.advise(&measures) {
            Advice::Size(size) => prop_assert!(SIZES.contains(&size)),
            Advice::Between(smaller, larger) => {
                let place = |size: &str| SIZES.iter().position(|known| *known == size);
                prop_assert!(place(smaller) < place(larger));
                let on_border = |axis: usize, value: i32| chart.tables[0].rules.iter().any(|rule| rule.ranges[axis].to == Some(value));
                prop_assert!(on_border(0, height) || on_border(1, weight));
            }
            advice => prop_assert!(false, "{:?} at {} {}", advice, height, weight),
        }
        let outside = measures.with(Height, heights.1 + beyond);
        prop_assert_eq!(chart.advise(&outside), Advice::Outside);
    }

    #[test]
    fn a_missing_or_doubled_cell_is_noticed(table in any_grid(), nth: prop::sample::Index) {
        let nth = nth.index(table.rules.len());
        let mut doubled = table.clone();
        doubled.rules.push(table.rules[nth].clone());
        let faults = Chart { tables: vec![doubled] }.check();
        let is_overlap = |fault: &Fault| matches!(fault, Fault::Overlap { rules, .. } if rules == &[nth, table.rules.len()]);
        prop_assert!(faults.len() == 1 && is_overlap(&faults[0]), "{:?}", faults);
    }
}
