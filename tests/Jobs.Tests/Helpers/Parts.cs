using Parts.Limits;

// Outside of the tests' namespaces, so that names mean other things here.
namespace Parts.Limits
{
    internal static class Bounds
    {
        public const int Max = 40;
        public static bool IsOk(this int value) => value < Max;
    }
}

namespace Parts
{
    using Millrace;
    using Millrace.Jobs.Tests;

    public interface IMeasured
    {
        int Measure { get; }
        bool Exceeds(int limit);
        static abstract int Unit { get; }
    }

    /// <summary>Implements its interface explicitly, beside members of the same names that mean something else.</summary>
    [Record]
    public readonly partial record struct Hop(Utf8String Origin, int Delay, Timestamp Date) : IMeasured
    {
        public int Measure => -1;
        int IMeasured.Measure => Delay;
        bool IMeasured.Exceeds(int limit) => Delay > limit;
        public static int Unit => -1;
        static int IMeasured.Unit => 1;
    }

    [Record]
    public readonly partial record struct Stretch(Utf8String Origin, int Measure) : IMeasured
    {
        public bool Exceeds(int limit) => Measure > limit;
        public static int Unit => 1;
    }

    [Record]
    public readonly partial record struct Interval(int Low, int High);

    public delegate bool Keep<T>(T row);

    internal static class Common
    {
        private const int Least = 5;
        internal static int Calls;
        internal static bool IsLate(Flight f) => f.Delay > Rest;
        internal static int Rest => 10;

        /// <summary>Names of this file and class.</summary>
        internal static Stream<Flight> WithinBounds(this Stream<Flight> flights) => flights.Where(f => f.Delay.IsOk() && f.Delay > Least && IsLate(f) && f.Delay < Bounds.Max);

        /// <summary>Values: constants, properties of the job, what is computed once.</summary>
        internal static Stream<Flight> Between(this Stream<Flight> flights, int low, Interval bound, string text, Duration shift = default, params int[] not) => flights
            .Where(f => f.Delay > low && f.Delay >= bound.Low && f.Delay < bound.High && text.Length == 3 && shift == Duration.Zero && System.Array.IndexOf(not, f.Delay) < 0);

        internal static Stream<Flight> Twice(this Stream<Flight> flights, int low) => flights.Between(not: [low], low: low, bound: new Interval(low + Once(low), 50), text: "abc");

        internal static int Once(int value) { Calls++; return 0 * value; }

        /// <summary>Functions: passed on, called, as keys and in aggregates.</summary>
        internal static Stream<(Utf8String Key, long Sum)> SumOf(this Stream<Flight> flights, Keep<Flight> keep, System.Func<Flight, Utf8String> key, System.Func<Flight, int> value, string name) => flights
            .Where(f => f.Delay > 0 && keep(f) && !keep.Invoke(f with { Distance = f.Distance > 1_000 ? 20_000 : 0 }) | keep.Invoke(f))
            .KeyBy(key)
            .Window(Global.UntilEnd())
            .Aggregate(g => (g.Key, Sum: g.Sum(value)))
            .Named(name + "-sum");

        internal static Stream<T> Only<T>(this Stream<T> rows, System.Func<T, bool> keep) => rows.Where(keep);

        internal static Stream<R> PerKey<T, K, R>(this Stream<T> rows, System.Func<T, K> key, System.Func<Group<T, K>, R> result, string name) where K : unmanaged =>
            rows.KeyBy(key).Aggregate(result).Named($"{name}-per-key");

        /// <summary>Members through constraints.</summary>
        internal static Stream<T> Over<T>(this Stream<T> rows, int limit) where T : struct, IMeasured =>
            rows.Where(row => row.Measure * T.Unit > limit && row.Exceeds(limit) && Kind(row) == 2);

        internal static int Kind<T>(T value) => 2;
        internal static int Kind(Hop value) => 1;
        internal static int Kind(object value) => 3;

        internal static Stream<(Utf8String Key, T Sum)> Added<T>(this Stream<(Utf8String Key, T Left, T Right)> rows) where T : unmanaged, System.Numerics.INumber<T> =>
            rows.Select(row => (row.Key, Sum: row.Left + row.Right));

        /// <summary>Blocks, several results.</summary>
        internal static (Stream<Flight> Late, Stream<Flight> Early) Parted(Stream<Flight> flights, int limit)
        {
            var late = flights.Where(f => f.Delay > limit);
            var early = flights.Where(f => f.Delay <= limit);
            return (late, early);
        }

        internal static Stream<Flight> Parted(Stream<Flight> flights, int limit, out Stream<Flight> early)
        {
            flights.Split(f => f.Delay > limit, out var late, out early);
            return late;
        }

        internal static void Collect(this Stream<Flight> flights, System.Action<Flight> to)
        {
            flights.To(Millrace.Rows.To<Flight>(to));
        }
    }

    internal static class Holder<T> where T : unmanaged
    {
        internal static Stream<(T Row, int Number)> Numbered(Stream<T> rows, int number) => rows.Select(row => (Row: row, Number: number + default(T).GetHashCode() * 0));
    }
}
