"""What makes a change past the program's doors show: a seal for each row, and where the log ends."""

from sqlmodel import Field, SQLModel

from models.records.base import rule


class RowSeal(SQLModel, table=True):
    """The keyed digest of one row of another table, renewed in the transaction that changes the row."""

    __tablename__ = "row_seal"
    entity: str = Field(primary_key=True, max_length=40)
    key: str = Field(primary_key=True, max_length=200)
    mac: str = Field(max_length=32)
    key_id: str = Field(max_length=16)
    __table_args__ = {"sqlite_with_rowid": False}


class LogHead(SQLModel, table=True):
    """One row: the last entry of the log, and the sum of all seals; sealed itself. Empty until the first act."""

    __tablename__ = "log_head"
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    log_id: str = Field(default="", max_length=32)
    number: int = 0
    mac: str = Field(default="", max_length=64)
    rows: int = 0
    total: str = Field(default="", max_length=32)
    key_id: str = Field(default="", max_length=16)
    seal: str = Field(default="", max_length=64)
    __table_args__ = (rule("only_one", "id = 1"), rule("rows_counted", "rows >= 0 AND number >= 0"))
