using Aether.Harness;
using Npgsql;

namespace Aether.Indexer.Benchmarks;

/// <summary>The tables that both sides build, as they must come out of both: how many rows, and one hash over their values.</summary>
internal static class EqualTables
{
    private static readonly (string Table, string Ours, string Ponder)[] Tables =
    [
        (
            "event",
            Select(
                "block_number, log_index, {transaction_hash}, {address}, event, {topic0}, {topic1}, {topic2}, {topic3}, {data}",
                "chain.log"
            ),
            Select("block, log_index, transaction, address, name, topic0, topic1, topic2, topic3, data", "bench.event")
        ),
        Entity("account", "{token}, {account}, free, ref"),
        Entity("escrow", "{token}, {module}, escrow, ref"),
        Entity("provider", "{provider}, stake, thawing, first_block"),
        Entity("bond", "{provider}, {slasher}, amount, thawing"),
        Entity("node", "node_id, {provider}, {session_key}, zone, class_id, capacity, active, endpoint"),
        Entity("operator", "{provider}, {operator}, is_on"),
        Entity("model", "{model_id}, {creator}, {parent}, {content_hash}, own_bps, depth, {royalty_hash}, uri, retired, registered_block"),
        Entity("royalty", "{model_id}, position, {payee}, bps"),
        Entity("request", $"job_id, status, {Asked}, posted_block, posted_time, {{posted_transaction}}"),
        Entity(
            "job",
            $"job_id, status, {Asked}, {{provider}}, node_id, class_id, price, fee_bps, listed, {{royalty_hash}}, deadline, cap_at, {{ic}}, posted_block, "
                + "locked_block, locked_time, {locked_transaction}, submitted_block, {submitted_transaction}, closed_block, closed_time, "
                + "{closed_transaction}"
        ),
        Entity("claim", "job_id, {ic}, {payee}, {output_commit}, units, {trace_root}"),
        Entity(
            "settlement",
            "job_id, status, {ic}, to_provider, fee, royalties, extras, refund, compensation, collateral_back, burned, closed_block, closed_time"
        ),
        Entity("record", "{provider}, {token}, paid, failed, declined, fees"),
    ];

    private const string Asked =
        "{requester}, nonce, {token}, min_price, max_price, collateral, ramp_start, lock_secs, exec_secs, tier, {verifier}, {model_id}, "
        + "{input_commit}, output_mode, {extras_hash}, max_units";

    /// <exception cref="HarnessException">One differs.</exception>
    public static async Task<string> RequireAsync(string ours, string ponder)
    {
        var rows = new List<string>();
        foreach (var (table, oursSql, ponderSql) in Tables)
        {
            var (left, right) = (await ReadAsync(ours, oursSql), await ReadAsync(ponder, ponderSql));
            if (left != right || left.Count == 0)
                throw new HarnessException(
                    $"table {table} differs: ours has {left.Count} rows, {left.Hash}; Ponder has {right.Count}, {right.Hash}"
                );
            rows.Add($"{table} {left.Count:N0}");
        }
        return string.Join(", ", rows);
    }

    /// <param name="columns">Bytes in braces.</param>
    private static (string, string, string) Entity(string table, string columns) =>
        (
            table,
            Select(columns, $"chain.{table} where upper_inf(valid)"),
            Select(columns.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), $"bench.{table}")
        );

    private static string Select(string columns, string from) =>
        $"""
            select count(*), coalesce(md5(string_agg(r, '' order by r collate "C")), '')
            from (select md5(row({columns.Replace("{", "'0x' || encode(", StringComparison.Ordinal).Replace(
                "}",
                ", 'hex')",
                StringComparison.Ordinal
            )})::text) r from {from}) rows
            """;

    private static async Task<(long Count, string Hash)> ReadAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetString(1));
    }
}
