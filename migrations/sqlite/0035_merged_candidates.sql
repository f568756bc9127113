-- The group whose questions these were before they were merged: to it they go back.
ALTER TABLE learning_questions ADD COLUMN merged_from BLOB;
