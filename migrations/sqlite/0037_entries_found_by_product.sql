-- Entries are found by the product codes and the keywords of their answers, those of before too.
UPDATE knowledge_entries SET words = words || char(10) || (
    SELECT lower(group_concat(word.value, char(10))) FROM knowledge_answers answer,
        (SELECT '$.conditions.products' AS path UNION ALL SELECT '$.conditions.keywords') part,
        json_each(answer.content, part.path) word
    WHERE answer.entry_id = knowledge_entries.id)
WHERE EXISTS (
    SELECT 1 FROM knowledge_answers answer,
        (SELECT '$.conditions.products' AS path UNION ALL SELECT '$.conditions.keywords') part,
        json_each(answer.content, part.path) word
    WHERE answer.entry_id = knowledge_entries.id);
