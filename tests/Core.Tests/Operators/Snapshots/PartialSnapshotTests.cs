using Millrace.Core.Tests.Runtime;
using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

using Final = KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TumblingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ResultSink, CountLate<Reading>>;
using Partial = Batched<Reading, PartialKeyedWindow<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>>;

/// <summary>What is aggregated before an exchange is neither lost nor doubled when producers are saved and restored, in another number or not.</summary>
public sealed class PartialSnapshotTests(ITestOutputHelper output) : IDisposable
{
    // Times are distinct, so that First and Last do not depend on which producer comes first.
    private const long Scale = 8_192;

    private readonly MemoryBudget _budget = new(256 << 20);

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Partial_panes_of_producers_survive()
    {
        int restarts = 0, results = 0;
        long lateRows = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var spec = WindowSpec.Tumbling(new Duration(random.Next(1, 20) * 500 * Scale));
            var rows = Reading.Random(seed, random.Next(1, 2_000), random.Next(1, 60), stepUs: 25, random.Next(6_000));
            for (int i = 0; i < rows.Length; i++) rows[i] = rows[i] with { Time = rows[i].Time * Scale + i };
            long lag = random.Next(4_000) * Scale;
            int every = random.Next(1, 200);

            var expected = new Results();
            using var account = _budget.CreateAccount("state", 20 << 20);
            var plain = new Batched<Reading, Final>(new(new(default, spec, "totals"), new ResultSink(expected), default));
            var plainContext = Context(account);
            plain.Open(plainContext);

            var found = new Results();
            var final = new Final(new(default, spec, "totals"), new ResultSink(found), default);
            var finalContext = Context(account);
            final.Open(finalContext);
            var producers = new Producers(this, account, spec, 2);
            long highest = long.MinValue, watermark = long.MinValue;
            for (int i = 0; i < rows.Length; i++)
            {
                if (random.Next(60) == 0)
                {
                    producers.Hand(ref final);
                    producers = producers.Restart(random.Next(1, 4));
                    restarts++;
                }
                producers.Collect(random, in rows[i]);
                plain.Collect(in rows[i], rows[i].Time);
                highest = Math.Max(highest, rows[i].Time);
                if (i % every != every - 1 || highest - lag - 1 <= watermark) continue;
                watermark = highest - lag - 1;
                Tell(watermark);
            }
            Tell(long.MaxValue);
            producers.Close();
            plain.Close();
            final.Close();
            Assert.Equal(expected.Rows.Order(), found.Rows.Order());
            Assert.Equal(plainContext.Metrics.LateRows, finalContext.Metrics.LateRows);
            results += expected.Rows.Count;
            lateRows += plainContext.Metrics.LateRows;
            ScratchArena.Current.Reset();

            void Tell(long to)
            {
                producers.Watermark(to, ref final);
                producers.Hand(ref final);
                finalContext.Budget.Refill(int.MaxValue);
                plainContext.Budget.Refill(int.MaxValue);
                Assert.True(final.Watermark(to));
                Assert.True(plain.Watermark(to));
            }
        }
        Assert.True(lateRows > 0);
        output.WriteLine($"60 streams, {results} results, {lateRows} late rows, {restarts} restarts");
    }

    private static SubtaskContext Context(MemoryAccount account) => new() { VertexName = "test", Index = 0, Parallelism = 1, State = account };

    /// <summary>Producers side by side, each with a channel to one consumer.</summary>
    private sealed class Producers
    {
        private readonly PartialSnapshotTests _test;
        private readonly MemoryAccount _account;
        private readonly WindowSpec _spec;
        private readonly MemoryBudget[] _budgets;
        private readonly ExchangeLab[] _labs;
        private readonly SubtaskContext[] _contexts;
        private readonly Partial[] _partials;

        public Producers(PartialSnapshotTests test, MemoryAccount account, WindowSpec spec, int number)
        {
            (_test, _account, _spec) = (test, account, spec);
            _budgets = [.. Enumerable.Range(0, number).Select(_ => new MemoryBudget(8 << 20))];
            _labs = [.. _budgets.Select(budget => new ExchangeLab(budget, consumers: 1))];
            _contexts = [.. _labs.Select(lab => new SubtaskContext { VertexName = "test", Index = 0, Parallelism = number, State = account, Outputs = [lab.Output] })];
            _partials = [.. _labs.Select(_ => new Partial(new(default, spec, "totals", 0)))];
            for (int i = 0; i < number; i++) _partials[i].Open(_contexts[i]);
        }

        public void Collect(Random random, in Reading row) => _partials[random.Next(_partials.Length)].Collect(in row, row.Time);

        public void Watermark(long watermark, ref Final final)
        {
            for (int i = 0; i < _partials.Length; i++)
            {
                _contexts[i].Budget.Refill(int.MaxValue);
                _partials[i].Flush();
                for (bool isDone = _partials[i].Watermark(watermark); !isDone; isDone = _partials[i].Resume()) Hand(ref final);
            }
        }

        /// <summary>Gives the consumer all that has been sent.</summary>
        public void Hand(ref Final final)
        {
            for (int i = 0; i < _partials.Length; i++)
            {
                _partials[i].Flush();
                _labs[i].Output.Flush();
                for (bool isDry = false; ;)
                {
                    if (!_labs[i].Channels[0].TryReceive(out var entry))
                    {
                        // What had spilled may be in the channel now.
                        if (isDry) break;
                        isDry = _labs[i].Output.TryDrain();
                        continue;
                    }
                    isDry = false;
                    if (entry.Segment is not { } segment) continue;
                    final.Process(RowBatch.Of(segment, 0), 0, segment.RowCount);
                    final.Flush();
                    _labs[i].Channels[0].Release(segment);
                }
            }
        }

        public Producers Restart(int number)
        {
            byte[][] parts = [.. Enumerable.Range(0, _partials.Length).Select(i => Snapshot.Of(ref _partials[i]))];
            Close();
            var next = new Producers(_test, _account, _spec, number);
            for (int i = 0; i < number; i++)
            {
                int subtask = i;
                // Unchanged, each gets what it had; otherwise all read all, and share it by key.
                if (number == parts.Length) Snapshot.Into(ref next._partials[i], parts[i]);
                else foreach (byte[] part in parts) Snapshot.Into(ref next._partials[i], part, hash => KeyGroups.SubtaskOf(hash, number) == subtask);
            }
            return next;
        }

        public void Close()
        {
            for (int i = 0; i < _partials.Length; i++)
            {
                _partials[i].Close();
                _labs[i].Dispose();
                _budgets[i].Dispose();
            }
        }
    }
}
