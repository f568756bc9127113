-- Entries are found by the product codes and the keywords of their answers, those of before too.
UPDATE knowledge_entries entry SET words = entry.words || E'\n' || found.words
FROM (
    SELECT answer.entry_id, lower(string_agg(word.value, E'\n')) AS words
    FROM knowledge_answers answer,
        (VALUES ('products'), ('keywords')) AS part (name),
        jsonb_array_elements_text(answer.content::jsonb -> 'conditions' -> part.name) AS word (value)
    GROUP BY answer.entry_id) found
WHERE found.entry_id = entry.id;
