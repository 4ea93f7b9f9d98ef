-- One row per attempt of a tool call: the records of its start and its end are brought together.
-- Flat columns, as every question reads them; `line_number` is the first line of the call.
CREATE OR REPLACE TABLE tool_calls AS
SELECT
    file,
    min(line_number)                            AS line_number,
    max(run)                                    AS run,
    tool,
    max(call_id)                                AS call_id,
    bool_or(has_call_id_field)                  AS has_call_id_field,
    bool_or(arguments IS NOT NULL)              AS has_arguments,
    max(outcome)                                AS outcome,
    bool_or(failed)                             AS failed,
    bool_or(cause <> '')                        AS has_cause,
    bool_or(latency IS NOT NULL)                AS has_latency,
    bool_or(attempt IS NOT NULL)                AS has_attempt
FROM records
WHERE tool IS NOT NULL
GROUP BY
    file,
    tool,
    CASE WHEN call_id <> '' THEN call_id ELSE file || ':' || line_number END,
    coalesce(run, ''),
    coalesce(attempt, '')
