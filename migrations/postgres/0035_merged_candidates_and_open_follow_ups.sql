-- The group whose questions these were before they were merged: to it they go back.
ALTER TABLE learning_questions ADD COLUMN merged_from UUID;

-- A follow-up may remind whoever owns the conversation when its time comes (no staff), and be a rule's own (made by nobody).
ALTER TABLE follow_ups ALTER COLUMN staff_id DROP NOT NULL;
ALTER TABLE follow_ups ALTER COLUMN created_by DROP NOT NULL;
