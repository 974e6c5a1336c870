namespace Millrace.Generators.Tests.Jobs;

/// <summary>Bodies of generic helpers, over a <c>row</c> of type <c>T</c>.</summary>
internal static class GenericHelperCases
{
    private const string Number = "struct, System.Numerics.INumber<T>";
    private const string Measured = "struct, IMeasured";
    private static readonly int[] Everything = [0, 1, 2, 3, 4];
    private static readonly int[] Numbers = [0, 1, 2];
    private const string Counted = "struct, ICounted<T>";
    private static readonly int[] Hops = [3];
    private static readonly int[] Tallies = [5];

    public static IEnumerable<(string Body, string Constraints, int[] Rows)> All =>
    [
        // T? of a T that may be anything.
        ("default(T?) is null ? 1 : 2", "", Everything),
        ("{ T? copy = row; T again = copy; return Of<T?>(again); }", "", Everything),
        ("new List<T?> { row, default }.Count(x => x is null)", "", Everything),
        ("{ T? copy = null; return copy.HasValue ? 1 : copy.GetValueOrDefault().GetHashCode(); }", "struct", Everything),
        // Tuples, arrays, pointers.
        ("ValueTuple.Create(row).GetHashCode() - new ValueTuple<T>(row).GetHashCode()", "", Everything),
        ("(row, 1, 2, 3, 4, 5, 6, 7, Last: row).Last.Equals(row) ? 1 : 2", "", Everything),
        ("{ (T Row, int Number)? pair = (row, 3); return pair!.Value.Number; }", "", Everything),
        ("{ var (a, b) = (row, 2); return a.Equals(row) ? b : 0; }", "", Everything),
        ("{ T[] one = [row]; T[][] two = [one, [.. one, row]]; return two[^1][1..].Length; }", "", Everything),
        ("{ unsafe { T* at = stackalloc T[2]; at[1] = row; var next = at + 1; return Pick(*next); } }", "unmanaged", Everything),
        ("{ unsafe { delegate*<T, int> show = &Pick<T>; return show(row); } }", "", Everything),
        // Overloads stay what they were chosen to be.
        ("Show(row)", "", Everything),
        ("Show(value: row) * 10 + Pick(row)", "", Everything),
        ("row.Kind() * 10 + row.Named()", "", Everything),
        ("Show(row + row)", Number, Numbers),
        ("Show(row.Equals(row) ? row : default)", "", Everything),
        ("Show(row is T other ? other : row)", "", Everything),
        ("Show(row switch { _ => row })", "", Everything),
        ("new Box(row).Value * 10 + new Box(1)[row]", "", Everything),
        ("{ Box box = new(row); return box.Value; }", "", Everything),
        ("Show(-row) + Show(checked(row - T.One))", Number, [0, 2]),
        // Numbers.
        ("int.CreateSaturating(row + row)", Number, Numbers),
        ("int.CreateSaturating(-row)", Number, Numbers),
        ("int.CreateSaturating(unchecked(-row * row + T.One))", Number, Numbers),
        ("{ try { return int.CreateSaturating(checked(row + row)); } catch (OverflowException) { return -7; } }", Number, Numbers),
        ("{ try { checked { T sum = row; sum += row; return int.CreateSaturating(sum); } } catch (OverflowException) { return -7; } }", Number, Numbers),
        ("{ T sum = T.Zero; sum += row; sum -= T.One; sum++; return int.CreateSaturating((sum *= row) / T.One); }", Number, Numbers),
        ("row > T.One && row <= T.CreateChecked(5) ? 1 : row == T.Zero ? 2 : T.IsNegative(row) ? 3 : 4", Number, Numbers),
        ("int.CreateSaturating(T.Max(row, T.One) % (T.One + T.One))", Number, Numbers),
        ("row.CompareTo(T.One) < 0 ? -1 : row.Equals(T.One) ? 0 : 1", Number, Numbers),
        ("int.CreateSaturating(T.Abs(row)) + $\"{row}{row + T.One}\".Length", Number, Numbers),
        ("int.CreateSaturating(row << 1 | ~row & row >>> 2)", "struct, System.Numerics.IBinaryInteger<T>", [0, 1]),
        // Members of constraints.
        ("row.Measure * T.Unit + row.Twice", Measured, Hops),
        ("row.Over() + row.Over(limit: 7) * 100 + row.Over(times: 3) + row.Over(1, 2)", Measured, Hops),
        ("row.Most() + row.Most(1) + row.Most(1, 50) + row.Most([3, 9])", Measured, Hops),
        ("row.Chosen(3)", Measured, Hops),
        ("new[] { row }.Sum(x => x.Measure)", Measured, Hops),
        ("((IMeasured)row).Measure + (row as IMeasured)!.Twice", Measured, Hops),
        // Members that change what they are called on.
        ("{ var y = row; y.Next(); y.Next(); return y.Next() * 100 + row.Next(); }", Counted, Tallies),
        ("{ row.Next(); return row.Step * 100 + row.Step; }", Counted, Tallies),
        ("{ T[] all = [row]; all[0].Next(); ref T first = ref all[0]; first.Next(); ref readonly T again = ref first; again.Next(); return all[0].Next(); }", Counted, Tallies),
        ("{ var held = new Held<T>(row); held.Value.Next(); held.Fixed.Next(); (held.Value).Next(); return held.Value.Next() * 100 + held.Fixed.Next(); }", Counted, Tallies),
        ("{ int n = 0; foreach (T item in new List<T> { row, row }) { item.Next(); n += item.Next(); } return n; }", Counted, Tallies),
        ("{ int n = 0; foreach (T item in new[] { row }) { item.Next(); n += item.Next(); } return n; }", "ICounted<T>", Tallies),
        ("{ int n = 0; foreach (var item in new[] { new Held<T>(row) }) { item.Value.Next(); n += item.Value.Next(); } return n; }", Counted, Tallies),
        ("{ int n = 0; foreach (ref var item in new Span<T>([row])) { item.Next(); n += item.Next(); } return n; }", Counted, Tallies),
        ("{ List<T> all = [row]; all[0].Next(); all[0].Next(); return all[0].Next(); }", Counted, Tallies),
        ("{ static int Twice(in T a, ref T b, T c) { a.Next(); b.Next(); c.Next(); return a.Next() + b.Next() + c.Next(); } T y = row; return Twice(row, ref y, row) * 100 + y.Next() + row.Next(); }", Counted, Tallies),
        ("{ Span<T> all = [row, row]; all[1].Next(); all[1].Next(); var pair = (row, 1); pair.row.Next(); return all[1].Next() + pair.row.Next(); }", Counted, Tallies),
        ("{ T y = row; y?.Next(); return y?.Next() ?? 7; }", "ICounted<T>", Tallies),
        // Conversions.
        ("(int)(row + row) + (int)row + (int)(T)5", Counted, Tallies),
        ("{ T y = 7; y = y + 8; return (int)y + (int)(row + 3); }", Counted, Tallies),
        ("{ T Make() => 3; static int Read(T value) => (int)value; return Read(5) + Read(Make()) + checked((int)row); }", Counted, Tallies),
        // null, where the type is never null.
        ("(row == null ? 1 : 2) * 10 + (null != row ? 1 : 2)", "", Everything),
        ("(row is null ? 1 : 2) * 10 + (row is not null ? 1 : 2)", "", Everything),
        ("{ int n = 0; T Next() { n++; return row; } bool none = Next() == null; return (none || Next() is null ? 5 : 7) * 10 + n; }", "", Everything),
        ("(row ?? default(T))!.GetHashCode()", "", Everything),
        ("Show(row ?? throw new InvalidOperationException())", "", Everything),
        ("((object?)row ?? 5).GetHashCode() + (row ?? (object)5).GetHashCode()", "", Everything),
        ("{ T copy = row; copy ??= default!; T other = (copy ??= row)!; return other!.GetHashCode(); }", "", Everything),
        ("row?.ToString()?.Length ?? -1", "", Everything),
        ("(row?.GetHashCode() ?? -1) + (row?.Equals(row) == true ? 1 : 2)", "", Everything),
        ("{ int? hash = row?.GetHashCode(); var again = row?.GetHashCode(); row?.ToString(); return hash.HasValue && again is { } value ? value : 3; }", "", Everything),
        ("row?.Kind() ?? 0", "", Everything),
        ("(row?.Measure ?? 1) + (row?.Over(limit: 3) ?? 1) + (row?.Twice.ToString().Length ?? 9)", "IMeasured", Hops),
        // Types of rows.
        ("row is int ? 1 : row is string ? 2 : row is byte ? 3 : 4", "", Everything),
        ("row is int n and > 3 ? n : row is string { Length: > 3 } ? 2 : row is byte or 5 ? 3 : 4", "", Everything),
        ("row is 5 ? 1 : row is not 77 ? 2 : 3", "", Everything),
        ("row switch { int i => i, string s => s.Length, double and > 2 => 8, byte b when b > 3 => b, null => 5, _ => 6 }", "", Everything),
        ("{ switch (row) { case null: return 1; case int i: return i; case 5.0: return 3; case string: return 4; default: return 5; } }", "", Everything),
        ("(row as string ?? \"abc\").Length + (row as int? ?? 50)", "", Everything),
        ("row is T same ? same.GetHashCode() : 1", "", Everything),
        ("{ object o = row!; return o is T t ? t.GetHashCode() : 0; }", "", Everything),
        ("row is { } known ? known.GetHashCode() : 1", "", Everything),
        ("row is var any ? any!.GetHashCode() : 1", "", Everything),
        ("row is IComparable c ? c.GetHashCode() : row is System.Collections.IEnumerable ? 3 : 4", "", Everything),
        ("{ try { return ((IMeasured)row!).Measure; } catch (InvalidCastException) { return -9; } }", "", Everything),
        ("{ try { return ((T)(object)5).GetHashCode(); } catch (InvalidCastException) { return -9; } }", "", Everything),
        ("typeof(T).Name.Length + nameof(T).Length + nameof(row).Length + typeof(List<T>).GetGenericArguments().Length", "", Everything),
        ("System.Runtime.CompilerServices.Unsafe.SizeOf<T>()", "", Everything),
        ("{ unsafe { return sizeof(T); } }", "unmanaged", Everything),
        ("new T().GetHashCode() + ((T)default).GetHashCode()", "struct", Everything),
        // Odd syntax.
        ("{ Func<T, int, int> f = [Obsolete] (T x, int n = 3) => x!.GetHashCode() + n; return f(row, 1); }", "", Everything),
        ("{ var f = (T x, int n = 3) => x!.GetHashCode() + n; return f(row); }", "", Everything),
        ("{ Func<T, T, int> f = (_, _) => 4; return f(row, row); }", "", Everything),
        ("{ static U Same<U>(U? value) => value!; return Same(row)!.GetHashCode() + Same<T>(row)!.GetHashCode(); }", "", Everything),
        ("{ T[] all = [row]; ref T first = ref all[0]; ref readonly T again = ref first; return again!.GetHashCode(); }", "", Everything),
        ("{ List<T> all = [row, row]; foreach (T item in all) if (item is null) return 1; return all.Select<T, int>(Pick).Sum(); }", "", Everything),
        ("{ Func<T, int> pick = Pick; Func<object?, int> show = Show; return pick(row) + show(row); }", "", Everything),
        ("{ T[] all = [row, row]; return (from x in all where x != null let y = x orderby y!.GetHashCode() select (y, 1).Item2).Sum(); }", "", Everything),
        ("{ var pair = new { row, Count = 3 }; return pair.row!.GetHashCode() + pair.Count; }", "", Everything),
        ("{ T a = row, b = default!; (a, b) = (b, a); return b!.GetHashCode(); }", "", Everything),
        ("{ int F<U>(U u, T t) where U : IEnumerable<T> => u.Count(x => EqualityComparer<T>.Default.Equals(x, t)); return F<T[]>([row], row); }", "", Everything),
        ("{ ReadOnlySpan<T> span = [row, row]; return span[1..].Length + span.Length; }", "", Everything),
        ("Array.ConvertAll(new[] { row }, x => Pick(x)).Length", "", Everything),
    ];
}
