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
    internal string Note { get; init; } = "abc";
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
        flights.WithinBounds().To(Rows.To(Results.Add, (Flight f) => Text("bounds", f)));
        Start(flights).To(Rows.To(Results.Add, (Flight f) => Text("base", f)));
        flights.Between(Low, new Interval(High: Low * 10, Low: 4), Note, not: [5, 7]).To(Rows.To(Results.Add, (Flight f) => Text("between", f)));
        flights.Between(12, new Interval(0, 60), nameof(Low), default, 13, 14).To(Rows.To(Results.Add, (Flight f) => Text("constant", f)));
        flights.Twice(Low + 1).To(Rows.To(Results.Add, (Flight f) => Text("twice", f)));
        flights.SumOf(f => f.Distance > 100 + Low, f => f.Origin, f => f.Delay, "first").To(Rows.To(Results.Add, ((Utf8String Key, long Sum) s) => $"first {s.Key} {s.Sum}"));
        flights.SumOf(IsShort, f => f.Destination, value: f => f.Distance * Low, name: "second").To(Rows.To(Results.Add, ((Utf8String Key, long Sum) s) => $"second {s.Key} {s.Sum}"));
        flights.Select(f => new { f.Origin, f.Delay }).Only(x => x.Delay > Low).PerKey(x => x.Origin, g => (g.Key, Count: g.Count(), Most: g.Max(x => x.Delay)), "x")
            .To(Rows.To(Results.Add, ((Utf8String Key, long Count, int Most) s) => $"key {s.Key} {s.Count} {s.Most}"));
        flights.Select(f => new Hop(f.Origin, f.Delay, f.Date)).Over(Low).To(Rows.To(Results.Add, (Hop h) => $"hop {h.Origin} {h.Delay}"));
        flights.Select(f => new Stretch(f.Origin, f.Delay)).Over(30).To(Rows.To(Results.Add, (Stretch l) => $"leg {l.Origin} {l.Measure}"));
        flights.Select(f => (Key: f.Origin, Left: (byte)200, Right: (byte)f.Distance)).Added().To(Rows.To(Results.Add, ((Utf8String Key, byte Sum) s) => $"bytes {s.Key} {s.Sum}"));
        flights.Select(f => (Key: f.Origin, Left: f.Delay, Right: f.Distance)).Added().To(Rows.To(Results.Add, ((Utf8String Key, int Sum) s) => $"ints {s.Key} {s.Sum}"));
        var (late, early) = Common.Parted(flights, 40);
        late.To(Rows.To(Results.Add, (Flight f) => Text("late", f)));
        Common.Parted(early, Low, out var earliest).Collect(Results.Add, f => Text("middle", f));
        earliest.Collect(Results.Add, f => Text("earliest", f));
        Holder<int>.Numbered(flights.Select(f => f.Delay), Low).To(Rows.To(Results.Add, ((int Row, int Number) n) => $"number {n.Row} {n.Number}"));
    }

    private static string Text(string kind, Flight f) => $"{kind} {f.Origin} {f.Delay}";
}
