namespace Parts.Blocks
{
    internal static class Numbers
    {
        extension(int value)
        {
            public int Thrice() => value * 3;
            public int Plus<T>(T other) where T : unmanaged => value + other.GetHashCode();
            public int Half => value / 2;
            public static int Base => 5;
            public static int Sum(int a, int b) => a + b;
        }

        extension<T>(T row) where T : struct
        {
            public int Hash() => row.GetHashCode();
            public int Size => System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        }
    }
}

namespace Parts
{
    using Millrace;
    using Millrace.Jobs.Tests;
    using Parts.Blocks;

    internal static class BlockHelpers
    {
        internal static Stream<int> Computed(this Stream<Flight> flights) => flights
            .Select(f => f.Delay.Thrice() + f.Delay.Plus(1) + f.Delay.Half + int.Base + int.Sum(1, f.Delay) + f.Size);

        internal static Stream<int> Hashed<T>(this Stream<T> rows) where T : struct => rows.Select(row => row.Hash() + row.Size);
    }
}
