namespace Millrace;

/// <summary>
/// The rows of one key, inside the lambda of an <c>Aggregate</c>. A marker: the generator turns each call into a slot of
/// one accumulator, so a group cannot be stored, passed on, or used in a loop or a nested lambda.
/// </summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class Group<T, TKey>
{
    private protected Group() { }

    /// <summary>The key.</summary>
    public abstract TKey Key { get; }

    /// <summary>
    /// The rows that pass, for one aggregate: <c>group.Where(f => f.Delay > 0).Count()</c>. Has neither a key nor a further
    /// <c>Where</c>.
    /// </summary>
    /// <remarks>
    /// If none passes, a count or sum is 0, a mean or variance of doubles NaN, <c>Aggregate</c> the result of what it creates, and
    /// anything else the default value. A value that may throw is read only of the rows that pass.
    /// </remarks>
    public abstract Group<T, TKey> Where(Func<T, bool> predicate);

    /// <summary>Number of rows, at least 1 (but for <see cref="Where"/>).</summary>
    public abstract long Count();

    /// <summary>Number of different values.</summary>
    public abstract long CountDistinct<TValue>(Func<T, TValue> value);

    /// <summary>
    /// Number of different values, about: exact up to 192, above with a standard error of 1.6 % (HyperLogLog of 4,096 registers).
    /// </summary>
    /// <remarks>
    /// Takes at most 4 KiB per key (and window), where <see cref="CountDistinct"/> keeps every value, and is aggregated before an
    /// exchange. The same values give the same number, in any order and at any parallelism.
    /// </remarks>
    public abstract long ApproximateCountDistinct<TValue>(Func<T, TValue> value);

    /// <summary>Sum as a 64-bit integer; an overflow ends the job.</summary>
    public abstract long Sum(Func<T, int> value);
    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public abstract long Sum(Func<T, long> value);
    /// <summary>Sum in double precision.</summary>
    public abstract double Sum(Func<T, double> value);
    /// <summary>Sum; an overflow ends the job.</summary>
    public abstract decimal Sum(Func<T, decimal> value);

    /// <summary>Mean value.</summary>
    public abstract double Average(Func<T, int> value);
    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double Average(Func<T, long> value);
    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract double Average(Func<T, double> value);
    /// <inheritdoc cref="Average(Func{T, int})"/>
    public abstract decimal Average(Func<T, decimal> value);

    /// <summary>Sample variance (divided by n − 1), as <c>VAR_SAMP</c> in SQL; NaN of a single row.</summary>
    /// <remarks>
    /// In double precision, numerically stable. With parallelism above 1 the last digits depend on how the rows were split, as
    /// with any sum of doubles.
    /// </remarks>
    public abstract double Variance(Func<T, int> value);
    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double Variance(Func<T, long> value);
    /// <inheritdoc cref="Variance(Func{T, int})"/>
    public abstract double Variance(Func<T, double> value);

    /// <summary>Sample standard deviation, the root of the sample variance; NaN of a single row.</summary>
    public abstract double StandardDeviation(Func<T, int> value);
    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double StandardDeviation(Func<T, long> value);
    /// <inheritdoc cref="StandardDeviation(Func{T, int})"/>
    public abstract double StandardDeviation(Func<T, double> value);

    /// <summary>Population variance (divided by n), as <c>VAR_POP</c> in SQL; 0 of a single row.</summary>
    public abstract double PopulationVariance(Func<T, int> value);
    /// <inheritdoc cref="PopulationVariance(Func{T, int})"/>
    public abstract double PopulationVariance(Func<T, long> value);
    /// <inheritdoc cref="PopulationVariance(Func{T, int})"/>
    public abstract double PopulationVariance(Func<T, double> value);

    /// <summary>Population standard deviation, the root of the population variance; 0 of a single row.</summary>
    public abstract double PopulationStandardDeviation(Func<T, int> value);
    /// <inheritdoc cref="PopulationStandardDeviation(Func{T, int})"/>
    public abstract double PopulationStandardDeviation(Func<T, long> value);
    /// <inheritdoc cref="PopulationStandardDeviation(Func{T, int})"/>
    public abstract double PopulationStandardDeviation(Func<T, double> value);

    /// <summary>Least value, in the order of the values' content.</summary>
    public abstract TValue Min<TValue>(Func<T, TValue> value);

    /// <summary>Greatest value, in the order of the values' content.</summary>
    public abstract TValue Max<TValue>(Func<T, TValue> value);

    /// <summary>Value of the row with the least measure, in the order of the measures' content.</summary>
    /// <remarks>
    /// Of equal measures, the value of the earliest row by event time; of equal times, of the one that came first, which with several splits or subtasks
    /// depends on the run.
    /// </remarks>
    /// <param name="by">The measure.</param>
    /// <param name="value">What to keep of the row.</param>
    public abstract TValue MinBy<TBy, TValue>(Func<T, TBy> by, Func<T, TValue> value);

    /// <summary>Value of the row with the greatest measure, in the order of the measures' content.</summary>
    /// <inheritdoc cref="MinBy{TBy, TValue}(Func{T, TBy}, Func{T, TValue})"/>
    public abstract TValue MaxBy<TBy, TValue>(Func<T, TBy> by, Func<T, TValue> value);

    /// <summary>
    /// The number that at least the share <paramref name="quantile"/> of the values do not exceed: exact of up to 400 values, above about:
    /// its rank is off by less than 1 % of the number of values in 99 of 100 cases (a KLL sketch).
    /// </summary>
    /// <remarks>
    /// <para>Always one of the values; of 0 the least, of 1 the greatest; NaN if there are none. Takes at most 12.5 KiB per key (and
    /// window); several quantiles of the same value share that. It is aggregated before an exchange, so with parallelism above 1 the
    /// result may differ within the error.</para>
    /// <para>Computed in double precision: of integers beyond 2^53 the nearest double.</para>
    /// </remarks>
    /// <param name="value">What to order.</param>
    /// <param name="quantile">The share, from 0 to 1; an <see cref="ArgumentOutOfRangeException"/> if it is not. May be a parameter of the job.</param>
    public abstract double Quantile(Func<T, int> value, double quantile);
    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double Quantile(Func<T, long> value, double quantile);
    /// <inheritdoc cref="Quantile(Func{T, int}, double)"/>
    public abstract double Quantile(Func<T, double> value, double quantile);

    /// <summary>The quantile 0.5: of an even number of values, the lower of the two in the middle.</summary>
    /// <remarks>As exact as <see cref="Quantile(Func{T, int}, double)"/>.</remarks>
    public abstract double Median(Func<T, int> value);
    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double Median(Func<T, long> value);
    /// <inheritdoc cref="Median(Func{T, int})"/>
    public abstract double Median(Func<T, double> value);

    /// <summary>Values of the rows with the greatest measures, the greatest first.</summary>
    /// <remarks>
    /// Of equal measures, the earliest row by event time comes first; of equal times, the one that came first, which with several splits or subtasks
    /// depends on the run. Keeps <paramref name="count"/>
    /// values per key (and window).
    /// </remarks>
    /// <param name="count">How many, at least 1; there are fewer if the group has fewer rows. Evaluated once per subtask.</param>
    /// <param name="by">The measure.</param>
    /// <param name="value">What to keep of the row.</param>
    public abstract RecordList<TValue> TopK<TBy, TValue>(int count, Func<T, TBy> by, Func<T, TValue> value) where TValue : unmanaged;

    /// <summary>Values of the rows with the greatest measures, the greatest first; of equal measures, the least by <paramref name="thenBy"/> first.</summary>
    /// <param name="count">How many, at least 1; there are fewer if the group has fewer rows. Evaluated once per subtask.</param>
    /// <param name="by">The measure.</param>
    /// <param name="thenBy">What decides between equal measures, in ascending order.</param>
    /// <param name="value">What to keep of the row.</param>
    public abstract RecordList<TValue> TopK<TBy, TThen, TValue>(int count, Func<T, TBy> by, Func<T, TThen> thenBy, Func<T, TValue> value) where TValue : unmanaged;

    /// <summary>Values of the rows with the least measures, the least first.</summary>
    /// <inheritdoc cref="TopK{TBy, TValue}(int, Func{T, TBy}, Func{T, TValue})"/>
    public abstract RecordList<TValue> BottomK<TBy, TValue>(int count, Func<T, TBy> by, Func<T, TValue> value) where TValue : unmanaged;

    /// <summary>All values, in order of event time; those of equal times in the order they came, which with several splits or subtasks depends on the run.</summary>
    /// <remarks>Keeps every value, and all rows cross an exchange for it. A list must fit into a row (<c>MaxRowBytes</c>, by default 16 MB) to be sent on.</remarks>
    public abstract RecordList<TValue> ToList<TValue>(Func<T, TValue> value) where TValue : unmanaged;

    /// <summary>Value of the earliest row by event time; of equal times, of the one that came first.</summary>
    /// <remarks>
    /// With several splits or subtasks it depends on the run which of equal times came first; <c>MinBy</c> with a measure that tells rows apart does not.
    /// </remarks>
    public abstract TValue First<TValue>(Func<T, TValue> value);

    /// <summary>Value of the latest row by event time; of equal times, of the one that came last.</summary>
    /// <remarks>
    /// With several splits or subtasks it depends on the run which of equal times came last; <c>MaxBy</c> with a measure that tells rows apart does not.
    /// </remarks>
    public abstract TValue Last<TValue>(Func<T, TValue> value);

    /// <summary>An aggregate of your own.</summary>
    /// <param name="aggregate">The aggregate, best a struct; evaluated once per subtask.</param>
    /// <param name="value">What it aggregates of each row.</param>
    public abstract TOut Aggregate<TIn, TAcc, TOut>(IAggregate<TIn, TAcc, TOut> aggregate, Func<T, TIn> value);
}
