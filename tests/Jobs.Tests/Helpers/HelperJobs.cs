using System.Collections.Concurrent;
using Parts;

namespace Millrace.Jobs.Tests.Helpers;

/// <summary>Of the names that helpers use, but not what they mean.</summary>
internal static class Bounds
{
    public const int Max = -1;
    public static bool IsOk(this int value) => value < Max;
}

internal abstract class WithBase
{
    internal int Lowest => 20;
    protected abstract Stream<Flight> Prepared(Stream<Flight> flights);
    protected Stream<Flight> Start(Stream<Flight> flights) => Prepared(flights).Where(f => f.Delay > Lowest);
}

/// <summary>Hides the names of its helpers, and uses each of them in every way.</summary>
[Job]
internal sealed partial class HelpedFlights : WithBase
{
    internal Flight[] Flights { get; init; } = [];
    internal int Low { get; init; } = 3;
    internal string Text { get; init; } = "abc";
    internal ConcurrentBag<string> Results { get; init; } = [];
    private new int Lowest => 1_000;
    private static int Rest => 1_000;
    private const int Least = 1_000;
    private static bool IsLate(Flight f) => false;

    private static bool IsShort(Flight f) => f.Distance < 1_500;

    protected override Stream<Flight> Prepared(Stream<Flight> flights) => flights.Where(f => f.Delay < 30);

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights));
        flights.WithinBounds().To(Rows.To<Flight>(f => Add("bounds", f)));
        Start(flights).To(Rows.To<Flight>(f => Add("base", f)));
        flights.Between(Low, new Interval(High: Low * 10, Low: 4), Text, not: [5, 7]).To(Rows.To<Flight>(f => Add("between", f)));
        flights.Between(12, new Interval(0, 60), nameof(Add), default, 13, 14).To(Rows.To<Flight>(f => Add("constant", f)));
        flights.Twice(Low + 1).To(Rows.To<Flight>(f => Add("twice", f)));
        flights.SumOf(f => f.Distance > 100 + Low, f => f.Origin, f => f.Delay, "first").To(Rows.To<(Utf8String Key, long Sum)>(s => Results.Add($"first {s.Key} {s.Sum}")));
        flights.SumOf(IsShort, f => f.Destination, value: f => f.Distance * Low, name: "second").To(Rows.To<(Utf8String Key, long Sum)>(s => Results.Add($"second {s.Key} {s.Sum}")));
        flights.Select(f => new { f.Origin, f.Delay }).Only(x => x.Delay > Low).PerKey(x => x.Origin, g => (g.Key, Count: g.Count(), Most: g.Max(x => x.Delay)), "x")
            .To(Rows.To<(Utf8String Key, long Count, int Most)>(s => Results.Add($"key {s.Key} {s.Count} {s.Most}")));
        flights.Select(f => new Hop(f.Origin, f.Delay, f.Date)).Over(Low).To(Rows.To<Hop>(h => Results.Add($"hop {h.Origin} {h.Delay}")));
        flights.Select(f => new Stretch(f.Origin, f.Delay)).Over(30).To(Rows.To<Stretch>(l => Results.Add($"leg {l.Origin} {l.Measure}")));
        flights.Select(f => (Key: f.Origin, Left: (byte)200, Right: (byte)f.Distance)).Added().To(Rows.To<(Utf8String Key, byte Sum)>(s => Results.Add($"bytes {s.Key} {s.Sum}")));
        flights.Select(f => (Key: f.Origin, Left: f.Delay, Right: f.Distance)).Added().To(Rows.To<(Utf8String Key, int Sum)>(s => Results.Add($"ints {s.Key} {s.Sum}")));
        var (late, early) = Common.Parted(flights, 40);
        late.To(Rows.To<Flight>(f => Add("late", f)));
        Common.Parted(early, Low, out var earliest).Collect(f => Add("middle", f));
        earliest.Collect(f => Add("earliest", f));
        Holder<int>.Numbered(flights.Select(f => f.Delay), Low).To(Rows.To<(int Row, int Number)>(n => Results.Add($"number {n.Row} {n.Number}")));
    }

    private void Add(string kind, Flight f) => Results.Add($"{kind} {f.Origin} {f.Delay}");
}
