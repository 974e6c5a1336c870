using System.Threading.Channels;
using Millrace.Connectors;

namespace Millrace;

/// <summary>Rows that come from, or go to, the program around the job.</summary>
/// <remarks>
/// <para>Long text (<see cref="Utf8String"/>) in rows that come in must live as long as the source is read: text made from strings
/// while a sequence is enumerated is kept until the source ends. For endless sequences use the overloads that map managed
/// values to rows: there, text lives as long as the batch.</para>
/// <para>Rows without text leave as they are. Of rows with text only what a function makes of them can leave: a build error
/// (MR1110), or where the compiler cannot see the types an error when the job starts, refuses the rows themselves.</para>
/// </remarks>
public static class Rows
{
    /// <summary>The rows of an array, read where they are, in order; large ones by several subtasks.</summary>
    public static RowsSource<T> From<T>(T[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return From(new ReadOnlyMemory<T>(rows));
    }

    /// <summary>Rows in memory, read where they are, in order; large ones by several subtasks.</summary>
    public static RowsSource<T> From<T>(ReadOnlyMemory<T> rows) => new("rows", rows, null);

    /// <summary>The rows of a sequence, enumerated once per run on a thread of the pool.</summary>
    public static RowsSource<T> From<T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows is T[] array ? From(array) : new("rows", default, new SequenceFeed<T, T>(rows, static row => row) { KeepsText = true });
    }

    /// <summary>Rows made of the values of a sequence, enumerated once per run on a thread of the pool.</summary>
    /// <param name="values">Values of any type.</param>
    /// <param name="row">Makes a row of a value; its long text lives as long as the row's batch.</param>
    public static RowsSource<T> From<TValue, T>(IEnumerable<TValue> values, Func<TValue, T> row)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(row);
        return new("rows", default, new SequenceFeed<TValue, T>(values, row));
    }

    /// <summary>The rows of an asynchronous sequence, enumerated once per run.</summary>
    public static RowsSource<T> From<T>(IAsyncEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new("async rows", default, new AsyncFeed<T, T>(rows, static row => row));
    }

    /// <summary>Rows made of the values of an asynchronous sequence, enumerated once per run.</summary>
    /// <param name="values">Values of any type.</param>
    /// <param name="row">Makes a row of a value; its long text lives as long as the row's batch.</param>
    public static RowsSource<T> From<TValue, T>(IAsyncEnumerable<TValue> values, Func<TValue, T> row)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(row);
        return new("async rows", default, new AsyncFeed<TValue, T>(values, row));
    }

    /// <summary>The rows of a channel until it is completed. A job that has ended reads it no more; rows that a cancelled job has taken and not processed are gone.</summary>
    public static RowsSource<T> From<T>(ChannelReader<T> channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return new("channel", default, new ChannelFeed<T, T>(channel, static row => row));
    }

    /// <summary>Rows made of the values of a channel until it is completed. A job that has ended reads it no more; rows that a cancelled job has taken and not processed are gone.</summary>
    /// <param name="channel">Values of any type.</param>
    /// <param name="row">Makes a row of a value; its long text lives as long as the row's batch.</param>
    public static RowsSource<T> From<TValue, T>(ChannelReader<TValue> channel, Func<TValue, T> row)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(row);
        return new("channel", default, new ChannelFeed<TValue, T>(channel, row));
    }

    /// <summary>Calls <paramref name="receive"/> with each row; for rows without text.</summary>
    /// <param name="receive">
    /// Called inside the step, by one subtask at a time; keep it short. An exception ends the job, with an error that names the callback and,
    /// where it is known, the row.
    /// </param>
    public static CallbackSink<T> To<T>(Action<T> receive) => To(receive, static (T row) => row);

    /// <summary>Makes each row managed and calls <paramref name="receive"/> with what was made.</summary>
    /// <param name="receive">Called inside the step, by one subtask at a time; keep it short.</param>
    /// <param name="managed">
    /// Makes a value that outlives the row, such as <c>(Visit row) => (row.Page.ToString(), row.Count)</c>: text (<see cref="Utf8String"/>,
    /// <see cref="Binary"/>, <see cref="RecordList{T}"/>) that it keeps can no longer be read after the call.
    /// </param>
    public static CallbackSink<T> To<T, TValue>(Action<TValue> receive, Func<T, TValue> managed)
    {
        ArgumentNullException.ThrowIfNull(receive);
        ArgumentNullException.ThrowIfNull(managed);
        return new(new CallbackTarget<T, TValue>(receive, managed));
    }

    /// <summary>Writes rows without text to a channel, which is completed when the job has ended (with the error, if it failed).</summary>
    /// <param name="channel">A full one holds the job back.</param>
    public static ChannelSink<T> To<T>(ChannelWriter<T> channel) => To(channel, static (T row) => row);

    /// <summary>Makes rows managed and writes them to a channel, which is completed when the job has ended (with the error, if it failed).</summary>
    /// <param name="channel">A full one holds the job back.</param>
    /// <param name="managed">Makes a value that outlives the row, as in <see cref="To{T, TValue}(Action{TValue}, Func{T, TValue})"/>. Called by several subtasks at once.</param>
    public static ChannelSink<T> To<T, TValue>(ChannelWriter<TValue> channel, Func<T, TValue> managed)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(managed);
        return new(new ChannelTarget<T, TValue>(channel, managed), ChannelClaims.Of(channel));
    }

    /// <summary>Hands rows without text to whoever enumerates <paramref name="stream"/>.</summary>
    /// <param name="stream">Give it to the job as a property and enumerate it while the job runs; a reader that does not keep up holds the job back.</param>
    public static StreamSink<T> To<T>(RowStream<T> stream) => To(stream, static (T row) => row);

    /// <summary>Makes rows managed and hands them to whoever enumerates <paramref name="stream"/>.</summary>
    /// <param name="stream">Give it to the job as a property and enumerate it while the job runs; a reader that does not keep up holds the job back.</param>
    /// <param name="managed">Makes a value that outlives the row, as in <see cref="To{T, TValue}(Action{TValue}, Func{T, TValue})"/>. Called by several subtasks at once.</param>
    public static StreamSink<T> To<T, TValue>(RowStream<TValue> stream, Func<T, TValue> managed)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(managed);
        return new(new StreamTarget<T, TValue>(stream, managed), stream.Claim);
    }

    /// <summary>Counts rows and forgets them; for tests and benchmarks.</summary>
    public static DiscardSink<T> Discard<T>() => new();
}
