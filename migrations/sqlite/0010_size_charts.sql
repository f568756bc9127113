-- Which size fits whom, for some products of a shop.
CREATE TABLE size_charts (
    id BLOB PRIMARY KEY,
    shop_id BLOB NOT NULL REFERENCES shops (id),
    name TEXT NOT NULL,
    -- JSON: the products it is for, its tables, and the line that buyers are asked to check by.
    content TEXT NOT NULL,
    -- For every product without a chart of its own.
    is_default BOOLEAN NOT NULL,
    -- Rises with every change.
    revision BIGINT NOT NULL,
    changed_by BLOB REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX size_charts_by_name ON size_charts (shop_id, name, id);
CREATE UNIQUE INDEX size_charts_default ON size_charts (shop_id) WHERE is_default;

-- What a chart is found by: each product code, and each word of product titles, leads to one chart.
CREATE TABLE size_chart_scopes (
    shop_id BLOB NOT NULL REFERENCES shops (id),
    kind SMALLINT NOT NULL,
    -- Folded.
    word TEXT NOT NULL,
    chart_id BLOB NOT NULL REFERENCES size_charts (id),
    PRIMARY KEY (shop_id, kind, word)
);
CREATE INDEX size_chart_scopes_by_chart ON size_chart_scopes (chart_id);
