DELETE FROM acts WHERE kind = 'stamp kept';
DROP TABLE ledger_stamps;
DROP TABLE ledger_checkpoints;
DROP TABLE ledger_secrets;
DROP TABLE ledger_heads;
DROP TABLE ledger_nodes;
DROP TABLE ledger_leaves;
DROP TABLE ledger_queue;
