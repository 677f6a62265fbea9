"""Prints the rows of a Parquet file as JSON, and the types of its columns."""

import json
import sys

import pyarrow.parquet

file = pyarrow.parquet.ParquetFile(sys.argv[1])
print(json.dumps({
    "types": {field.name: str(field.type) for field in file.schema_arrow},
    "groups": file.num_row_groups,
    "rows": file.read().to_pylist(),
}, default=str))
